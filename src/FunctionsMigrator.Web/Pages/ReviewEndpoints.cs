using System.Globalization;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages;

/// <summary>Reviews: by their address or by a link, and the decision at their end.</summary>
internal static class ReviewEndpoints
{
    private const int MostFindings = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/runs/{run}/review", PageRequest.Shows, ReviewAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/review/{token}", PageRequest.Shows, LinkAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapPost("/runs/{run}/decisions", DecideAsync).IsPage(AccessRole.Approver).ExcludeFromDescription();
    }

    private static async Task<IResult> ReviewAsync(string run, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var found = await http.Desk().ReadAsync(run, http.Caller(), cancellation);
        return !found.TryGet(out var sheet) ? http.Refused(found.Findings)
            : sheet.Run.Id != run ? SeeOther.To($"/runs/{sheet.Run.Id}/review")
            : await ShowAsync(http, migrator, sheet, null, cancellation);
    }

    private static async Task<IResult> LinkAsync(string token, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var opened = await http.Desk().OpenAsync(token, http.Caller(), cancellation);
        if (!opened.TryGet(out var link))
        {
            return http.Refused(opened.Findings, await http.Desk().RunOfAsync(token, cancellation));
        }

        var found = await http.Desk().ReadAsync(link.Run, http.Caller(), cancellation);
        return found.TryGet(out var sheet) ? await ShowAsync(http, migrator, sheet, token, cancellation) : http.Refused(found.Findings);
    }

    private static async Task<IResult> DecideAsync(string run, HttpContext http, CancellationToken cancellation)
    {
        if (!http.Request.HasFormContentType)
        {
            return http.Refused([ReviewCodes.NoDecision.Finding("The body is no form.")], run);
        }

        var form = await http.Request.ReadFormAsync(cancellation);
        if (Kind(form["kind"]) is not { } kind)
        {
            return http.Refused([ReviewCodes.NoDecision.Finding("The form says neither approve nor reject nor withdraw.")], run);
        }

        var decision = new ReviewDecision(kind, form["plan"].ToString(), form["reason"], form["link"] is [{ Length: > 0 } token] ? token : null);
        var decided = await http.Desk().DecideAsync(run, decision, http.Caller(), cancellation);
        return decided.Succeeded ? SeeOther.To($"/runs/{run}") : http.Refused(decided.Findings, run);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, IMigrator migrator, ReviewSheet sheet, string? link, CancellationToken cancellation)
    {
        var query = Query(http.Request.Query);
        var page = sheet.Plan is { } plan ? await new PlanPages(migrator.ReadPlanAsync).ReadAsync(plan, query, cancellation) : null;
        var findings = sheet.Run.Findings is { } blob ? await migrator.ReadFindingsAsync(blob, cancellation).Take(MostFindings + 1).ToListAsync(cancellation) : [];
        return PageResult.Of<ReviewPage>(
            StatusCodes.Status200OK,
            ("Viewer", http.Viewer()),
            ("Sheet", sheet),
            ("Page", page),
            ("Query", query),
            ("Findings", findings.Take(MostFindings).ToList()),
            ("MoreFindings", findings.Count > MostFindings),
            ("Link", link));
    }

    private static PlanQuery Query(IQueryCollection query) => new(
        query.Text("q"),
        query["target"].ToString() is { Length: > 0 } target ? target : null,
        query.Number("page"),
        long.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0);

    private static CommandKind? Kind(string? text) => text switch
    {
        "approve" => CommandKind.Approve,
        "reject" => CommandKind.Reject,
        "withdraw" => CommandKind.Withdraw,
        _ => null,
    };
}
