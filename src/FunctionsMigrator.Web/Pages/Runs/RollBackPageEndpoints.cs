using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>What taking a run back would do, and the button that does exactly that.</summary>
internal static class RollBackPageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/runs/{run}/roll-back", PageRequest.Shows, ShowAsync).IsPage(AccessRole.Operator).ExcludeFromDescription();
        routes.MapPost("/runs/{run}/roll-back", StartAsync).IsPage(AccessRole.Operator).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(string run, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var found = await http.Desk().LookAsync(run, http.Caller(), cancellation);
        if (!found.TryGet(out var sheet))
        {
            return http.Refused(found.Findings);
        }

        var query = RollBackQuery.Of(http.Request.Query);
        var previewed = await migrator.PreviewRollBackAsync(query.Request(sheet.Run.Id, null), http.Caller(), cancellation);
        return previewed.TryGet(out var preview)
            ? PageResult.Of<RollBackPage>(
                StatusCodes.Status200OK,
                ("Viewer", http.Viewer()),
                ("Sheet", sheet),
                ("Preview", preview),
                ("Said", previewed.Findings),
                ("Page", await new PlanPages(migrator.ReadPlanAsync).ReadAsync(preview.Plan, new PlanQuery(Page: query.Page), cancellation)),
                ("Query", query))
            : http.Refused(previewed.Findings, sheet.Run.Id);
    }

    // What is started is what was shown: where a target moved in between, the page is shown again first.
    private static async Task<IResult> StartAsync(string run, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        if (form["reason"].ToString().Trim() is not { Length: > 0 } reason)
        {
            return http.Refused([RunCodes.NoReason.Finding("A run is taken back for a reason, or not at all.", remedy: $"Open /runs/{run}/roll-back and say why.")], run);
        }

        var request = RollBackQuery.Of(form).Request(run, reason);
        var previewed = await migrator.PreviewRollBackAsync(request, http.Caller(), cancellation);
        if (!previewed.TryGet(out var preview))
        {
            return http.Refused(previewed.Findings, run);
        }

        if (preview.Plan.Digest.Hex != form["plan"])
        {
            return http.Refused([Moved(preview)], preview.Run);
        }

        // Once it is asked for it is taken to its end, whether or not anybody still waits for the answer.
        var started = await migrator.RollBackAsync(request with { Run = preview.Run }, http.Caller(), CancellationToken.None);
        return started.TryGet(out var made) ? SeeOther.To($"/runs/{made.Run.Id}") : http.Refused(started.Findings, preview.Run);
    }

    private static Finding Moved(RollbackPreview preview) => ReviewCodes.OldPage.Finding(
        $"Taking run {preview.Run} back would do something else now than the page showed: its plan is {preview.Plan.Digest.Short}.", remedy: $"Open /runs/{preview.Run}/roll-back and look at what it would do now.");
}
