using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Tests;

/// <summary>The real server on a free port of loopback, over a double of the operations. Its keys are <c>fm_</c> and the names of roles.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string AdminKey = "fm_admin";
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, DoubleMigrator operations, Logs logs)
    {
        (_app, Operations, Log) = (app, operations, logs);
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient(HttpMigrator.CreateHandler()) { BaseAddress = Address };
        Client = new HttpMigrator(Http, Address, "fm_operator+approver+admin");
    }

    public DoubleMigrator Operations { get; }

    public Logs Log { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public HttpMigrator Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiServer> StartAsync(Func<WebOptions, WebOptions>? change = null, TimeProvider? time = null, Action<Microsoft.AspNetCore.Routing.IEndpointRouteBuilder>? more = null, IDeliveryDesk? deliveries = null, ICheckDesk? checks = null)
    {
        var operations = new DoubleMigrator();
        var logs = new Logs();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<IMigrator>(operations);
        if (checks is not null)
        {
            builder.Services.AddSingleton(checks);
        }

        if (deliveries is not null)
        {
            builder.Services.AddSingleton(deliveries);
        }

        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        var options = new WebOptions { Authenticate = AuthenticateAsync };
        builder.Services.AddMigratorWeb(change?.Invoke(options) ?? options);
        var app = builder.Build();
        app.UseMigratorWeb(more);
        await app.StartAsync();
        return new ApiServer(app, operations, logs);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key = AdminKey, string? json = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key is null ? null : new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", key);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        change?.Invoke(request);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<Outcome<Caller>> AuthenticateAsync(string key, CancellationToken cancellation)
    {
        var roles = new HashSet<AccessRole>();
        foreach (var name in key.StartsWith("fm_", StringComparison.Ordinal) ? key[3..].Split('+') : [])
        {
            if (Enum.TryParse<AccessRole>(name, ignoreCase: true, out var role))
            {
                roles.Add(role);
            }
        }

        return Task.FromResult(roles.Count == 0
            ? AccessCodes.UnknownKey.Fail<Caller>("What was presented is no API key of this store.")
            : Outcome.Of(new Caller("ada", roles, "api-key")));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
