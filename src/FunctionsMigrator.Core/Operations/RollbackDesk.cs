using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Takes back runs on demand: says what that would do, and starts the run that does it. What cannot be taken back any more is refused before a run is made of it.</summary>
internal sealed class RollbackDesk(MigratorServices services, IWorkflowClient workflows)
{
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly EnvironmentRecords _environments = new(services.Store.Records);
    private readonly RunStarter _starter = new(services, workflows);

    /// <summary>Starts the run.</summary>
    public async Task<Outcome<StartedRun>> StartAsync(RollbackRequest request, Caller caller, CancellationToken cancellation)
    {
        var drafted = await DraftAsync(request, caller, cancellation);
        if (!drafted.TryGet(out var draft))
        {
            return drafted.As<StartedRun>();
        }

        return await GoneAsync(draft, cancellation) is { } gone
            ? Outcome.Fail<StartedRun>(gone)
            : await _starter.StartAsync(draft, await _starter.NextAttemptAsync(draft, cancellation), cancellation);
    }

    /// <summary>What it would do. Writes to no target, and starts nothing.</summary>
    public async Task<Outcome<RollbackPreview>> PreviewAsync(RollbackRequest request, Caller caller, CancellationToken cancellation)
    {
        var drafted = await DraftAsync(request, caller, cancellation);
        if (!drafted.TryGet(out var draft))
        {
            return drafted.As<RollbackPreview>();
        }

        if (await GoneAsync(draft, cancellation) is { } gone)
        {
            return await FromGitAsync(draft, gone, cancellation);
        }

        var metadata = new RunMetadata(services);
        var targets = new TargetAccessor(services, _runs, metadata);
        var planner = new RollbackPlanner(services, _runs, metadata, targets, _environments, new LaterWrites(services.Store.Blobs, _runs));
        var plans = new List<TargetPlan>();
        foreach (var binding in await metadata.BindingsAsync(draft, cancellation))
        {
            plans.Add(await planner.PlanAsync(draft, binding.Address, cancellation));
        }

        var repository = await metadata.OfAsync(draft, cancellation);
        var digest = PlanDigest.Of(plans, AssemblePlanStep.RolloutDigest(repository.Environments[draft.Environment]), draft.RulesFrom!.Value);
        var (risk, reasons) = PlanRisk.Of(plans, [], false, []);
        return Outcome.Of(new RollbackPreview(
            draft.Reverts!, RollbackWay.Stored, new PlanIndex(draft.Environment, draft.Commit, draft.Bundle!.Value, digest, services.Time.GetUtcNow(), plans, risk, reasons, [])));
    }

    private async Task<Outcome<RunRecord>> DraftAsync(RollbackRequest request, Caller caller, CancellationToken cancellation)
    {
        var run = await _runs.GetAsync(request.Run, cancellation);
        if (!run.TryGet(out var reverted))
        {
            return run;
        }

        if (reverted.TakenBackBy is not null || reverted.Reverts is not null || reverted.State is not (RunState.Completed or RunState.Partial))
        {
            return RunCodes.NotRevertible.Fail<RunRecord>(
                reverted.TakenBackBy is { } by ? $"Run {reverted.Id} was taken back by {by}." : $"Run {reverted.Id} is {reverted.State}; only a run that changed something can be taken back.");
        }

        var named = await TargetsAsync(reverted, request.Targets ?? [], cancellation);
        return named.TryGet(out var targets)
            ? Outcome.Of(_starter.Draft(reverted.Environment, reverted.Repository, reverted.Commit, reverted.Title, caller) with
            {
                Reverts = reverted.Id,
                Asked = request.Reason,
                RevertTargets = targets,
                Bundle = reverted.Bundle,
                Policy = reverted.Policy,
                RulesFrom = (await _environments.GoodAsync(reverted.Environment, cancellation))?.Policy ?? reverted.Policy,
                AcceptDataLoss = request.AcceptDataLoss ?? [],
            })
            : named.As<RunRecord>();
    }

    // Addresses as they were given, or all of a region or a tenant; those that the run wrote to and that were not taken back yet. All of them is no choice.
    private async Task<Outcome<IReadOnlyList<string>>> TargetsAsync(RunRecord reverted, IReadOnlyList<string> named, CancellationToken cancellation)
    {
        var index = await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, reverted.Plan!.Blob, cancellation) ?? throw new InvalidOperationException($"Run {reverted.Id} has no plan.");
        var wrote = index.Targets.Where(target => target.Counts.Writes > 0).Select(target => target.Address.ToString()).ToList();
        var left = wrote.Except(reverted.TakenBackTargets).ToList();
        if (left.Count == 0)
        {
            return RunCodes.NothingToTakeBack.Fail<IReadOnlyList<string>>($"Run {reverted.Id} wrote to no target.");
        }

        var chosen = new List<string>();
        foreach (var name in named)
        {
            var known = index.Targets.Select(target => target.Address).Where(address => IsNamed(address, name)).Select(address => address.ToString()).ToList();
            if (known.Count == 0)
            {
                return RunCodes.UnknownTarget.Fail<IReadOnlyList<string>>($"Run {reverted.Id} has no target '{name}'.{DidYouMean.Hint(name, wrote)}");
            }

            var mine = known.Intersect(left).ToList();
            if (mine.Count == 0)
            {
                return RunCodes.NothingToTakeBack.Fail<IReadOnlyList<string>>($"Run {reverted.Id} left nothing on {name}: it {(known.Intersect(reverted.TakenBackTargets).Any() ? "was taken back there" : "wrote nothing there")}.");
            }

            chosen.AddRange(mine);
        }

        var all = chosen.Count == 0 || (left.All(chosen.Contains) && reverted.TakenBackTargets.Count == 0);
        return Outcome.Of<IReadOnlyList<string>>(all ? [] : [.. chosen.Distinct().Order(StringComparer.Ordinal)]);
    }

    private static bool IsNamed(TargetAddress address, string name) =>
        address.ToString() == name || address.Unit == name || address.ToString().StartsWith($"{name}/", StringComparison.Ordinal);

    // Retention deletes the before-images of a run as a whole, so one that is there stands for all.
    private async Task<Finding?> GoneAsync(RunRecord draft, CancellationToken cancellation)
    {
        await foreach (var _ in services.Store.Blobs.ListAsync(BlobArea.Snapshots, $"journal/{draft.Reverts}/", cancellation))
        {
            return null;
        }

        return RunCodes.SnapshotsGone.Finding(
            $"The before-images of run {draft.Reverts} are past their retention.", remedy: RunCodes.SnapshotsGone.Remedy.Replace("RUN", draft.Reverts, StringComparison.Ordinal));
    }

    // The reverse plan is that of the commit before, as long as nothing came after the run.
    private async Task<Outcome<RollbackPreview>> FromGitAsync(RunRecord draft, Finding gone, CancellationToken cancellation)
    {
        var reverted = await _runs.RequireAsync(draft.Reverts!, cancellation);
        var before = (await _runs.ListAsync(draft.Environment, cancellation)).FirstOrDefault(run => RunTurns.IsBefore(run, reverted));
        if (before is not { Bundle: { } bundle, Policy: { } policy } || (await _environments.GoodAsync(draft.Environment, cancellation))?.Run != reverted.Id)
        {
            return Outcome.Fail<RollbackPreview>(gone);
        }

        var tree = await new BundleStore(services.Store.Blobs).OpenAsync(bundle, policy, cancellation);
        var made = tree.TryGet(out var files) ? await new PlanPreview(services).MakeAsync(files, before.Commit, draft.Environment, cancellation) : tree.As<PlanIndex>();
        return made.TryGet(out var plan) ? Outcome.Of(new RollbackPreview(reverted.Id, RollbackWay.Git, plan), [gone with { Severity = Severity.Warning }]) : made.As<RollbackPreview>();
    }
}
