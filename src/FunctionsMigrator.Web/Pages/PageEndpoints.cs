using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.Pages;

/// <summary>The pages for people. GET and HEAD show and change nothing, whoever follows which link; what is decided arrives by POST.</summary>
internal static class PageEndpoints
{
    private const int MostRuns = 100;
    private const int MostFindings = 100;
    private const int LongestSearch = 200;
    private static readonly string[] Shows = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", Shows, RunsAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/runs/{run}", Shows, RunAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/runs/{run}/review", Shows, ReviewAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/review/{token}", Shows, LinkAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapPost("/runs/{run}/decisions", DecideAsync).IsPage(AccessRole.Approver).ExcludeFromDescription();
    }

    private static async Task<IResult> RunsAsync(HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var runs = await migrator.ListAsync(new RunFilter(OpenOnly: true, Limit: MostRuns), cancellation).ToListAsync(cancellation);
        return PageResult.Of<RunsPage>(StatusCodes.Status200OK, ("Viewer", Viewer(http)), ("Runs", runs));
    }

    private static async Task<IResult> RunAsync(string run, HttpContext http, CancellationToken cancellation)
    {
        var found = await Desk(http).ReadAsync(run, http.Caller(), cancellation);
        return !found.TryGet(out var sheet) ? Refused(http, found.Findings)
            : sheet.Run.Id != run ? SeeOther.To($"/runs/{sheet.Run.Id}")
            : PageResult.Of<RunPage>(StatusCodes.Status200OK, ("Viewer", Viewer(http)), ("Sheet", sheet));
    }

    private static async Task<IResult> ReviewAsync(string run, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var found = await Desk(http).ReadAsync(run, http.Caller(), cancellation);
        return !found.TryGet(out var sheet) ? Refused(http, found.Findings)
            : sheet.Run.Id != run ? SeeOther.To($"/runs/{sheet.Run.Id}/review")
            : await ShowAsync(http, migrator, sheet, null, cancellation);
    }

    private static async Task<IResult> LinkAsync(string token, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var opened = await Desk(http).OpenAsync(token, http.Caller(), cancellation);
        if (!opened.TryGet(out var link))
        {
            return Refused(http, opened.Findings, await Desk(http).RunOfAsync(token, cancellation));
        }

        var found = await Desk(http).ReadAsync(link.Run, http.Caller(), cancellation);
        return found.TryGet(out var sheet) ? await ShowAsync(http, migrator, sheet, token, cancellation) : Refused(http, found.Findings);
    }

    private static async Task<IResult> DecideAsync(string run, HttpContext http, CancellationToken cancellation)
    {
        if (!http.Request.HasFormContentType)
        {
            return Refused(http, [ReviewCodes.NoDecision.Finding("The body is no form.")], run);
        }

        var form = await http.Request.ReadFormAsync(cancellation);
        if (Kind(form["kind"]) is not { } kind)
        {
            return Refused(http, [ReviewCodes.NoDecision.Finding("The form says neither approve nor reject nor withdraw.")], run);
        }

        var decision = new ReviewDecision(kind, form["plan"].ToString(), form["reason"], form["link"] is [{ Length: > 0 } token] ? token : null);
        var decided = await Desk(http).DecideAsync(run, decision, http.Caller(), cancellation);
        return decided.Succeeded ? SeeOther.To($"/runs/{run}") : Refused(http, decided.Findings, run);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, IMigrator migrator, ReviewSheet sheet, string? link, CancellationToken cancellation)
    {
        var query = Query(http.Request.Query);
        var page = sheet.Plan is { } plan ? await new PlanPages(migrator.ReadPlanAsync).ReadAsync(plan, query, cancellation) : null;
        var findings = sheet.Run.Findings is { } blob ? await migrator.ReadFindingsAsync(blob, cancellation).Take(MostFindings + 1).ToListAsync(cancellation) : [];
        return PageResult.Of<ReviewPage>(
            StatusCodes.Status200OK,
            ("Viewer", Viewer(http)),
            ("Sheet", sheet),
            ("Page", page),
            ("Query", query),
            ("Findings", findings.Take(MostFindings).ToList()),
            ("MoreFindings", findings.Count > MostFindings),
            ("Link", link));
    }

    private static PlanQuery Query(IQueryCollection query) => new(
        query["q"].ToString() is { Length: > 0 and <= LongestSearch } text ? text : null,
        query["target"].ToString() is { Length: > 0 } target ? target : null,
        int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 1,
        long.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0);

    private static CommandKind? Kind(string? text) => text switch
    {
        "approve" => CommandKind.Approve,
        "reject" => CommandKind.Reject,
        "withdraw" => CommandKind.Withdraw,
        _ => null,
    };

    private static PageResult Refused(HttpContext http, IReadOnlyList<Finding> findings, string? run = null)
    {
        var problem = Problem.Of(findings);
        return PageResult.Of<RefusedPage>(problem.Status, ("Title", problem.Title), ("Findings", findings), ("Viewer", Viewer(http)), ("Run", run));
    }

    private static ReviewDesk Desk(HttpContext http) => http.RequestServices.GetRequiredService<ReviewDesk>();

    private static PageViewer Viewer(HttpContext http)
    {
        var token = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        return new PageViewer(http.Caller().DisplayName ?? http.Caller().Name, http.Caller().Has(AccessRole.Approver), new FormToken(token.FormFieldName, token.RequestToken!));
    }
}
