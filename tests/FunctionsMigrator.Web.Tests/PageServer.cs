using System.Security.Cryptography;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Web.Tests;

/// <summary>A server with real keys over a store, and one page that shows a form and takes it: <c>/decide</c>, for approvers.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private PageServer(ApiServer server, InMemoryStore store, ApiKeys keys, List<string> decided) => (Api, Store, Keys, Decided) = (server, store, keys, decided);

    public ApiServer Api { get; }

    public InMemoryStore Store { get; }

    public ApiKeys Keys { get; }

    /// <summary>Who decided.</summary>
    public List<string> Decided { get; }

    public static async Task<PageServer> StartAsync(InMemoryStore? shared = null, FakeTimeProvider? time = null, Func<WebOptions, WebOptions>? change = null)
    {
        var store = shared ?? new InMemoryStore();
        var clock = (TimeProvider?)time ?? TimeProvider.System;
        var keys = new ApiKeys(store.Records, clock, RandomNumberGenerator.GetBytes);
        var decided = new List<string>();
        var server = await ApiServer.StartAsync(
            options =>
            {
                var own = options with { Authenticate = keys.VerifyAsync, Recall = keys.RecallAsync, Store = _ => Task.FromResult(Outcome.Of<IStore>(store)) };
                return change?.Invoke(own) ?? own;
            },
            time,
            routes =>
            {
                routes.MapGet("/decide", (HttpContext http, IAntiforgery forms) =>
                {
                    var token = forms.GetAndStoreTokens(http);
                    return Results.Content($"<p>{http.Caller().Name}</p><input type=\"hidden\" name=\"{token.FormFieldName}\" value=\"{token.RequestToken}\">", "text/html");
                }).IsPage(AccessRole.Approver);
                routes.MapPost("/decide", (HttpContext http) =>
                {
                    decided.Add(http.Caller().Name);
                    return "decided";
                }).IsPage(AccessRole.Approver);
            });
        return new PageServer(server, store, keys, decided);
    }

    public async Task<string> KeyAsync(string name = "bo", params AccessRole[] roles) =>
        (await Keys.CreateAsync(name, roles.Length == 0 ? [AccessRole.Approver] : roles, null, TestContext.Current.CancellationToken)).Value.Secret;

    public Browser Browser() => new(Api.Address);

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
