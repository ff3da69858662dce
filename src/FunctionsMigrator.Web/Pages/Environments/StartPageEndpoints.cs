using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages.Environments;

/// <summary>What makes runs of an environment from its page, and what frees it of one that nobody drives any more.</summary>
internal static class StartPageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/environments/runs", StartAsync).IsPage(AccessRole.Operator).ExcludeFromDescription();
        routes.MapPost("/environments/{environment}/lock", BreakAsync).IsPage(AccessRole.Admin).ExcludeFromDescription();
    }

    // Once it is asked for it is taken to its end, whether or not anybody still waits for the answer.
    private static async Task<IResult> StartAsync(HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        if (form.Given("environment") is not { } environment)
        {
            return http.Refused([RunCodes.UnknownEnvironment.Finding("The form names no environment.")]);
        }

        var started = form["action"].ToString() switch
        {
            "start" => await migrator.StartAsync(new StartRequest(environment, form.Given("revision"), form.Given("trust")), http.Caller(), CancellationToken.None),
            "promote" => await migrator.PromoteAsync(new PromoteRequest(environment, form.Given("revision")), http.Caller(), CancellationToken.None),
            _ => ReviewCodes.NoDecision.Fail<StartedRun>("The form says neither start nor promote."),
        };
        return started.TryGet(out var run) ? SeeOther.To($"/runs/{run.Run.Id}") : http.Refused(started.Findings);
    }

    private static async Task<IResult> BreakAsync(string environment, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        if (form.Given("reason") is not { } reason)
        {
            return http.Refused([RunCodes.NoReason.Finding($"The lock of {environment} is broken for a reason, or not at all.")]);
        }

        // Whoever looked at the lock of one run does not break that of another.
        var held = await migrator.ListLocksAsync(cancellation).FirstOrDefaultAsync(view => view.Environment == environment, cancellation);
        if (held is not null && held.Run != form["run"])
        {
            return http.Refused([RunCodes.Overtaken.Finding($"The lock of {environment} is held by {held.Run} now.", remedy: $"Open /environments/{Uri.EscapeDataString(environment)} and look at that run.")]);
        }

        var broken = await migrator.BreakLockAsync(environment, reason, http.Caller(), CancellationToken.None);
        return broken.Succeeded ? SeeOther.To($"/environments/{Uri.EscapeDataString(environment)}") : http.Refused(broken.Findings);
    }
}
