using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Pages.Charts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>Pages of runs, and what is asked of a run on them.</summary>
internal static class RunPageEndpoints
{
    private const int MostFindings = 50;
    private const int MostRecords = 500;
    private const int MostChanges = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/runs", PageRequest.Shows, ListAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/runs/{run}", PageRequest.Shows, ShowAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapMethods("/runs/{run}/target", PageRequest.Shows, TargetAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapPost("/runs/{run}/actions", AskAsync).IsPage(AccessRole.Operator, AccessRole.Approver).ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync(HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var asked = http.Request.Query;
        var query = new RunListQuery(asked.Text("environment"), asked.Text("state"), asked.Text("q"), asked.Text("after"));
        return PageResult.Of<RunsPage>(
            StatusCodes.Status200OK, ("Viewer", http.Viewer()), ("List", await RunList.ReadAsync(migrator, query, await http.Desk().Environments.NamesAsync(cancellation), cancellation)), ("Query", query));
    }

    private static async Task<IResult> ShowAsync(string run, HttpContext http, IMigrator migrator, TimeProvider time, CancellationToken cancellation)
    {
        var found = await http.Desk().LookAsync(run, http.Caller(), cancellation);
        if (!found.TryGet(out var sheet))
        {
            return http.Refused(found.Findings);
        }

        if (sheet.Run.Id != run)
        {
            return SeeOther.To($"/runs/{sheet.Run.Id}");
        }

        var asked = http.Request.Query;
        var query = new MatrixQuery(
            asked.ContainsKey("wave") && int.TryParse(asked["wave"], out var wave) ? wave : null,
            asked.Number("page"),
            asked.Text("target"),
            Enum.TryParse<TargetProgress>(asked.Text("stands"), out var progress) ? progress : null);
        var findings = sheet.Run.Findings is { } blob ? await migrator.ReadFindingsAsync(blob, cancellation).Take(MostFindings + 1).ToListAsync(cancellation) : [];
        return PageResult.Of<RunPage>(
            StatusCodes.Status200OK,
            ("Viewer", http.Viewer()),
            ("Sheet", sheet),
            ("Marks", await http.Desk().MarksAsync(sheet.Run.Id, cancellation)),
            ("Matrix", RunMatrix.Of(sheet.Run, sheet.Details.Targets, query)),
            ("Query", query),
            ("Findings", findings.Take(MostFindings).ToList()),
            ("MoreFindings", findings.Count > MostFindings),
            ("Series", RunMeasures.Of(await migrator.ReadMeasurementsAsync(sheet.Run.Id, cancellation).Take(RunMeasures.Most).ToListAsync(cancellation))),
            ("Now", time.GetUtcNow()),
            ("Told", RunAction.Find(asked.Text("asked"))?.Told),
            ("Live", sheet.Run.State.IsFinal() ? null : $"/runs/{sheet.Run.Id}/events"));
    }

    private static async Task<IResult> TargetAsync(string run, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var found = await http.Desk().LookAsync(run, http.Caller(), cancellation);
        if (!found.TryGet(out var sheet))
        {
            return http.Refused(found.Findings);
        }

        var address = http.Request.Query.Text("address");
        if (sheet.Details.Targets.FirstOrDefault(target => target.Address.ToString() == address) is not { } state)
        {
            return http.Refused([RunCodes.UnknownTarget.Finding($"Run {sheet.Run.Id} has no target '{address}'.")], sheet.Run.Id);
        }

        var plan = await migrator.GetPlanAsync(sheet.Run.Id, cancellation);
        var own = plan.TryGet(out var index) ? index.Targets.FirstOrDefault(target => target.Address == state.Address) : null;
        var changes = own is { Lines: not null } ? await migrator.ReadPlanAsync(own, cancellation).Take(MostChanges + 1).ToListAsync(cancellation) : [];
        var records = await migrator.ReadAuditAsync(sheet.Run.Id, cancellation).Where(record => record.Target == address).Take(MostRecords).ToListAsync(cancellation);
        return PageResult.Of<TargetPage>(
            StatusCodes.Status200OK,
            ("Viewer", http.Viewer()),
            ("Sheet", sheet),
            ("Target", state),
            ("Plan", own is null ? null : new PlanPageTarget(own, [.. changes.Take(MostChanges)])),
            ("More", changes.Count > MostChanges),
            ("Records", records));
    }

    private static async Task<IResult> AskAsync(string run, HttpContext http, IMigrator migrator, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        if (RunAction.Find(form["action"]) is not { Page: null } action)
        {
            return http.Refused([ReviewCodes.NoDecision.Finding("The form asks for nothing that a page offers.")], run);
        }

        var reason = form["reason"].ToString().Trim() is { Length: > 0 } text ? text : null;
        if (action.Reason && reason is null)
        {
            return http.Refused([RunCodes.NoReason.Finding($"'{action.Label}' is asked for with a reason, or not at all.")], run);
        }

        var found = await migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details))
        {
            return http.Refused(found.Findings);
        }

        if (details.Run.Id != run)
        {
            return http.Refused([ReviewCodes.OtherRun.Finding($"'{run}' is not the whole id of a run.")], details.Run.Id);
        }

        if (action.Binds && form.Given("plan") is null)
        {
            return http.Refused([ReviewCodes.NoDecision.Finding("The form names no plan.")], run);
        }

        // Once it is asked for it is taken to its end, whether or not anybody still waits for the answer.
        if (action.Kind is { } kind)
        {
            var request = new CommandRequest(kind, action.Binds ? form.Given("plan") : null, reason, form["target"] is [{ Length: > 0 } target] ? target : null, action.Name == RunAction.AbortKeep, action.Name == RunAction.AdvanceAll);
            var taken = await migrator.CommandAsync(run, request, http.Caller(), CancellationToken.None);
            return taken.Succeeded ? SeeOther.To($"/runs/{run}?asked={action.Name}") : http.Refused(taken.Findings, run);
        }

        var started = await migrator.RetryAsync(run, http.Caller(), CancellationToken.None);
        return started.TryGet(out var made) ? SeeOther.To($"/runs/{made.Run.Id}") : http.Refused(started.Findings, run);
    }
}
