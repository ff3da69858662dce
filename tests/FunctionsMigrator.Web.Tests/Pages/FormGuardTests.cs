using System.Net;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Whatever a page can ask for needs its role and a form that was shown to the same person; the table is complete.</summary>
public sealed class FormGuardTests
{
    // Who may post there, and who has every other role and may not.
    private static readonly (string Pattern, AccessRole[] Roles, AccessRole[] Others)[] Forms =
    [
        ("/runs/{run}/actions", [AccessRole.Operator, AccessRole.Approver], [AccessRole.Reader]),
        ("/runs/{run}/roll-back", [AccessRole.Operator], [AccessRole.Reader, AccessRole.Approver]),
        ("/runs/{run}/decisions", [AccessRole.Approver], [AccessRole.Reader, AccessRole.Operator, AccessRole.Admin]),
        ("/environments/runs", [AccessRole.Operator], [AccessRole.Reader, AccessRole.Approver]),
        ("/environments/{environment}/lock", [AccessRole.Admin], [AccessRole.Reader, AccessRole.Operator, AccessRole.Approver]),
        ("/environments/{environment}/drift", [AccessRole.Operator], [AccessRole.Reader, AccessRole.Approver]),
        ("/environments/{environment}/drift/capture", [AccessRole.Operator], [AccessRole.Reader, AccessRole.Approver]),
        ("/policy/delegations", [AccessRole.Approver], [AccessRole.Reader, AccessRole.Operator, AccessRole.Admin]),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_form_is_in_the_table_and_needs_the_roles_that_it_says()
    {
        await using var server = await ReviewServer.StartAsync();
        var posted = server.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<PageAccess>() is not null && endpoint.Metadata.GetMetadata<RequiredAccess>() is not null
            && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Any(method => method is not ("GET" or "HEAD"))).ToList();

        Assert.Equal(
            Forms.Select(form => $"{form.Pattern}: {string.Join(' ', form.Roles)}").Order(StringComparer.Ordinal),
            posted.Select(endpoint => $"{endpoint.RoutePattern.RawText}: {string.Join(' ', endpoint.Metadata.GetMetadata<RequiredAccess>()!.AnyOf)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_has_another_role_is_refused_and_so_is_a_form_without_its_token()
    {
        await using var server = await ReviewServer.StartAsync();
        var browsers = new Dictionary<AccessRole, Browser>();
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            browsers[role] = await server.SignedInAsync($"only-{role}".ToLowerInvariant(), role);
        }

        foreach (var (pattern, roles, others) in Forms)
        {
            var path = pattern.Replace("{run}", server.Run.Id, StringComparison.Ordinal).Replace("{environment}", "production", StringComparison.Ordinal);
            foreach (var role in others)
            {
                var own = await Browser.FieldsAsync(await browsers[role].GetAsync("/audit"));
                var refused = await browsers[role].PostAsync(path, own);
                var said = await refused.Content.ReadAsStringAsync(Cancellation);
                Assert.True(refused.StatusCode == HttpStatusCode.Forbidden && said.Contains("ACC010", StringComparison.Ordinal), $"{role} posts to {path}: {refused.StatusCode} {said}");
            }

            foreach (var role in roles)
            {
                var strange = await Browser.FieldsAsync(await browsers[AccessRole.Reader].GetAsync("/audit"));
                foreach (var fields in new[] { [], strange })
                {
                    var answer = await browsers[role].PostAsync(path, fields);
                    var html = await answer.Content.ReadAsStringAsync(Cancellation);
                    Assert.True(answer.StatusCode == HttpStatusCode.Forbidden && html.Contains("WEB023", StringComparison.Ordinal), $"{role} posts to {path} without a token: {answer.StatusCode} {html}");
                }
            }
        }

        Assert.Empty(await server.CommandsAsync());
        foreach (var browser in browsers.Values)
        {
            browser.Dispose();
        }
    }
}
