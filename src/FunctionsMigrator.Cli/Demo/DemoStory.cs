using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>
/// The story of <c>fm demo</c>: four commits of a shop, each through test, staging and production, on the real store, engine and targets of this machine.
/// </summary>
internal sealed class DemoStory(LocalHost host, RepositoryFolder folder, DemoPlaces places, DemoDesk desk, DemoCast cast, DemoCommits commits, Output output, TimeProvider time)
{
    // What somebody sets in production by hand while git wants something else.
    private const int ByHand = 20;
    private static readonly string[] Environments = ["test", "staging", "production"];
    private readonly List<DemoRun> _runs = [];
    private IReadOnlyDictionary<string, string>? _before;

    /// <summary>Tells it; why it did not end as it must is a finding.</summary>
    public async Task<Outcome<DemoDocument>> TellAsync(CancellationToken cancellation)
    {
        var restored = false;
        foreach (var chapter in DemoChapter.All)
        {
            output.Line();
            output.Line(($"({chapter.Letter}) {chapter.Message}", Tone.Strong), ($"  {chapter.About}", Tone.Faint));
            var committed = await commits.CommitAsync(chapter.Sample, chapter.Message, cancellation);
            if (!committed.Succeeded)
            {
                return committed.As<DemoDocument>();
            }

            if (chapter.Production == RunState.Conflict)
            {
                await places.EditByHandAsync(folder, "production", ByHand, cancellation);
            }

            var told = await TellAsync(chapter, cancellation);
            if (!told.Succeeded)
            {
                return told.As<DemoDocument>();
            }

            restored |= chapter.Production == RunState.RolledBack && await RestoredAsync(cancellation);
        }

        return Outcome.Of(new DemoDocument(_runs, await AuditAsync(cancellation), restored));
    }

    private async Task<Outcome<RunDetails>> TellAsync(DemoChapter chapter, CancellationToken cancellation)
    {
        Outcome<RunDetails>? ended = null;
        foreach (var environment in Environments)
        {
            if (chapter.Production == RunState.RolledBack && environment == "production")
            {
                _before = await DemoFingerprints.TakeAsync(host, environment, cancellation);
            }

            ended = await RunAsync(environment, cancellation);
            if (!ended.TryGet(out var details))
            {
                return ended;
            }

            _runs.Add(new DemoRun(details.Run.Id, environment, details.Run.State.ToString()));
            await ShowAsync(details, cancellation);
            var expected = environment == "production" ? chapter.Production : RunState.Completed;
            if (details.Run.State != expected)
            {
                return CliCodes.DemoFailed.Fail<RunDetails>($"run {details.Run.Id} is {details.Run.State} ({details.Run.Reason}), not {expected}");
            }
        }

        return ended!;
    }

    private async Task<Outcome<RunDetails>> RunAsync(string environment, CancellationToken cancellation)
    {
        var started = environment == Environments[0]
            ? await host.Migrator.StartAsync(new StartRequest(environment), cast.Owner, cancellation)
            : await host.Migrator.PromoteAsync(new PromoteRequest(environment), cast.Owner, cancellation);
        return started.TryGet(out var run) ? await DriveAsync(run.Run.Id, cancellation) : started.As<RunDetails>();
    }

    private async Task<Outcome<RunDetails>> DriveAsync(string run, CancellationToken cancellation)
    {
        while (true)
        {
            var drive = await host.DriveAsync(run, cancellation);
            var found = await host.Migrator.GetAsync(run, cancellation);
            if (!found.TryGet(out var details) || details.Run.State.IsFinal())
            {
                return found;
            }

            if (drive.End == DriveEnd.Stuck)
            {
                return Outcome.Fail<RunDetails>(drive.Problem!);
            }

            if (details.Run.State == RunState.AwaitingApproval)
            {
                var approved = await ApproveAsync(details, cancellation);
                if (!approved.Succeeded)
                {
                    return approved.As<RunDetails>();
                }
            }
            else if (drive.NextTimer is { } timer && timer > time.GetUtcNow())
            {
                await Task.Delay(timer - time.GetUtcNow(), time, cancellation);
            }
        }
    }

    private async Task<Outcome<Uri>> ApproveAsync(RunDetails details, CancellationToken cancellation)
    {
        var (run, person) = (details.Run, DemoCast.Next(details));
        var link = await desk.LinkAsync(run, person, cancellation);
        output.Line(($"    {run.Environment,-12}", Tone.Plain), ($"mail to {person}: approve plan {run.Plan!.Digest.Hex[..12]}?  ", Tone.Faint), (link.AbsoluteUri, Tone.Reference));
        output.Line($"        {person} opens the link, signs in with a key, and approves on the page", Tone.Faint);
        return await DemoDesk.ApproveAsync(link, await cast.KeyAsync(person, cancellation), cancellation);
    }

    private async Task ShowAsync(RunDetails details, CancellationToken cancellation)
    {
        var run = details.Run;
        var changes = run.Plan is { Counts.Total: > 0 } plan ? $"{PlanWords.ShortCounts(plan.Counts)} on {PlanWords.Count(plan.ChangedTargets, "target")}" : "";
        var approved = run.ApprovedBy.Count > 0 ? $"; approved by {string.Join(", ", run.ApprovedBy)}" : "";
        output.Line(($"    {run.Environment,-12}", Tone.Plain), ($"{run.State,-12}", RunWords.Tone(run.State)), ($"{changes}{approved}", Tone.Plain));
        if (!run.State.IsGood() && run.Reason is { } reason)
        {
            output.Line($"        {reason}", Tone.Caution);
        }

        if (run.State == RunState.RolledBack)
        {
            foreach (var region in details.Targets.GroupBy(target => target.Address.Region))
            {
                output.Line($"        {region.Key}: {(region.Any(target => target.Progress == TargetProgress.Restored) ? "restored" : "never touched")}", Tone.Faint);
            }
        }

        if (run.State == RunState.Conflict)
        {
            await ShowConflictAsync(run, cancellation);
        }
    }

    private async Task ShowConflictAsync(RunRecord run, CancellationToken cancellation)
    {
        if (!(await host.Migrator.GetPlanAsync(run.Id, cancellation)).TryGet(out var index))
        {
            return;
        }

        foreach (var target in index.Targets.Where(target => target.Counts.Blocked > 0))
        {
            await foreach (var change in host.Migrator.ReadPlanAsync(target, cancellation).Where(change => change.Action == ChangeAction.Blocked))
            {
                output.Line($"        {target.Address} {change.Item}: {ChangeDiff.Inline(change)}; nothing was written", Tone.Caution);
            }
        }
    }

    private async Task<bool> RestoredAsync(CancellationToken cancellation)
    {
        var after = await DemoFingerprints.TakeAsync(host, "production", cancellation);
        var same = _before is not null && after.Count == _before.Count && after.All(target => _before.GetValueOrDefault(target.Key) == target.Value);
        output.Line(same ? $"        structure and content of {PlanWords.Count(after.Count, "target")} have the checksums they had before" : "        NOT everything is as it was before", same ? Tone.Good : Tone.Bad);
        return same;
    }

    private async Task<bool> AuditAsync(CancellationToken cancellation)
    {
        output.Line();
        var whole = true;
        foreach (var environment in Environments)
        {
            var report = await host.Audit.VerifyEnvironmentAsync(environment, cancellation);
            whole &= report.Intact && report.Runs.Count == DemoChapter.All.Count;
            output.Line(
                ("audit ", Tone.Faint), ($"{environment,-12}", Tone.Plain), (report.Intact ? "intact" : "BROKEN", report.Intact ? Tone.Good : Tone.Bad),
                ($"  {PlanWords.Count(report.Runs.Count, "run")}, {PlanWords.Count(report.Runs.Sum(run => run.Records), "record")}", Tone.Plain));
        }

        return whole;
    }
}
