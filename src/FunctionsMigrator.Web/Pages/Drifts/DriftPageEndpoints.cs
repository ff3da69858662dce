using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.Pages.Drifts;

/// <summary>What is decided about drift on the page of an environment.</summary>
internal static class DriftPageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/environments/{environment}/drift", DecideAsync).IsPage(AccessRole.Operator).ExcludeFromDescription();
        routes.MapPost("/environments/{environment}/drift/capture", CaptureAsync).IsPage(AccessRole.Operator).ExcludeFromDescription();
    }

    // Once it is asked for it is taken to its end, whether or not anybody still waits for the answer.
    private static async Task<IResult> DecideAsync(string environment, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        var (items, reason) = (form["item"].OfType<string>().ToList(), form["reason"].ToString().Trim());
        switch (form["action"].ToString())
        {
            case "heal":
                var healed = await migrator.HealDriftAsync(new HealRequest(environment, null, items.Count == 0 ? null : items, reason.Length == 0 ? null : reason), http.Caller(), CancellationToken.None);
                return healed.TryGet(out var started) ? SeeOther.To($"/runs/{started.Run.Id}") : http.Refused(healed.Findings);
            case "keep" when reason.Length == 0:
                return http.Refused([RunCodes.NoReason.Finding("A drift is kept for a reason, or not at all.")]);
            case "keep":
                var until = PageRequest.Instant(form["until"]);
                return form.Given("until") is { } end && until is null
                    ? http.Refused([WebCodes.BadRequest.Finding($"'{end}' is no instant such as 2026-12-31T18:00.")])
                    : Back(environment, http, await migrator.KeepDriftAsync(new KeepRequest(environment, items, reason, until), http.Caller(), CancellationToken.None));
            case "look":
                return Back(environment, http, await migrator.ScanDriftAsync(environment, http.Caller(), CancellationToken.None));
            default:
                return http.Refused([ReviewCodes.NoDecision.Finding("The form says neither heal nor keep nor look.")]);
        }
    }

    // A host without a clone has nothing to commit to.
    private static async Task<IResult> CaptureAsync(string environment, HttpContext http, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        if (http.RequestServices.GetService<IDriftCapture>() is not { } capture)
        {
            return http.Refused([DriftCodes.NoClone.Finding("This server has no clone of the repository.")]);
        }

        if (form.Given("reason") is not { } reason)
        {
            return http.Refused([RunCodes.NoReason.Finding("Drift is taken over for a reason, or not at all.")]);
        }

        var captured = await capture.CaptureAsync(new CaptureDriftRequest(environment, reason, form.Given("target")), http.Caller(), CancellationToken.None);
        return captured.TryGet(out var commit)
            ? PageResult.Of<CapturedPage>(StatusCodes.Status200OK, ("Viewer", http.Viewer()), ("Captured", commit), ("Findings", captured.Findings))
            : http.Refused(captured.Findings);
    }

    private static IResult Back<T>(string environment, HttpContext http, Outcome<T> done) =>
        done.Succeeded ? SeeOther.To($"/environments/{Uri.EscapeDataString(environment)}#drift") : http.Refused(done.Findings);
}
