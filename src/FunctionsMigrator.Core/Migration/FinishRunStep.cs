using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Ends a run. Every part may be done twice: what the environment holds, what was taken back, the state, the audit and its seal, the lock, what people are told, and last what is past its retention.
/// </summary>
internal sealed class FinishRunStep(
    MigratorServices services, RunStore runs, RunMetadata metadata, EnvironmentRecords environments, TargetAccessor targets, Ledgers ledgers, TakenBackChanges takenBack,
    EnvironmentLock locks, RunAudit audit, SnapshotRetention snapshots, NoticeOutbox notices, CommandLog commands)
{
    public async Task<StepReply<Finished>> RunAsync(StepContext context, FinishStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        if (run.State.IsFinal())
        {
            return await CloseAsync(run, context, input, cancellation);
        }

        switch (input.State)
        {
            case RunState.Completed or RunState.NoChanges when run.Reverts is not null:
                await RevertedAsync(run, cancellation);
                break;
            case RunState.Completed when run.Heals is not null:
                // The environment holds the bundle that it held before.
                await new DriftSettlement(services).HealedAsync(run, WritesAsync(await IndexAsync(run, cancellation), _ => true, cancellation), cancellation);
                break;
            case RunState.NoChanges when run.Heals is not null:
                break;
            case RunState.Completed or RunState.NoChanges:
                await GoodAsync(run, context.Key, input.State, cancellation);
                break;
            case RunState.RolledBack:
                await takenBack.AddAsync(run.Environment, run.Id, WritesAsync(await IndexAsync(run, cancellation), _ => true, cancellation), cancellation);
                break;
        }

        run = await runs.UpdateAsync(
            run.Id,
            record => record.State.IsFinal() ? null : record with
            {
                State = input.State,
                Reason = input.Reason,
                ReasonCode = input.Code,
                Until = null,
                Listening = null,
                Phase = record.Phase?.End(services.Time.GetUtcNow(), passed: false),
                StillNeeded = [],
                SupersededBy = record.SupersededBy ?? input.SupersededBy,
            },
            cancellation);
        return await CloseAsync(run, context, input, cancellation);
    }

    private static NoticeKind KindOf(RunRecord run) =>
        run.State is RunState.RolledBack || (run.State is RunState.Completed && run.Reverts is not null) ? NoticeKind.RolledBack : NoticeKind.Finished;

    // The record says how the run ended: as this step, executed before, or an admin who broke its lock meanwhile has written.
    private async Task<StepReply<Finished>> CloseAsync(RunRecord run, StepContext context, FinishStep input, CancellationToken cancellation)
    {
        await audit.LeftAsync(run, await commands.ReadAsync(run.Id, 0, cancellation), cancellation);
        await audit.NoticesAsync(run, cancellation);
        await audit.FinishedAsync(run, context.Key, input with { State = run.State, Reason = run.Reason, Code = run.ReasonCode }, cancellation);
        await locks.ReleaseAsync(run.Environment, run.Id, cancellation);
        if (run.Bundle is not null && (await metadata.OfAsync(run, cancellation)).Environments.GetValueOrDefault(run.Environment) is { } environment)
        {
            await locks.ReleaseCopyAsync(environment, run.Id, cancellation);
        }

        await notices.AddAsync(new Notice(run.Id, "finished", KindOf(run), run.Since ?? run.UpdatedAt, run.Plan?.Digest, Reason: run.Reason), cancellation);
        if (run.Bundle is not null && run.State is RunState.Completed or RunState.NoChanges)
        {
            await snapshots.ExpireAsync(run.Environment, (await metadata.OfAsync(run, cancellation)).Repository.Retention.Snapshots, cancellation);
        }

        RunTrace.End(services.Telemetry, run, services.Time.GetUtcNow());
        return StepReply.Of(new Finished(run.State, run.Reason));
    }

    private async Task GoodAsync(RunRecord run, string key, RunState state, CancellationToken cancellation)
    {
        if (state is RunState.NoChanges)
        {
            var held = (await IndexAsync(run, cancellation)).Targets.Where(plan => plan.Counts.Total > 0).ToList();
            foreach (var plan in held)
            {
                await ledgers.AdvanceAsync(run, plan, null, cancellation);
            }

            await audit.LedgersMovedAsync(run, key, held, cancellation);
        }

        await environments.SetGoodAsync(
            run.Environment, new GoodRun(run.Id, run.Commit, run.Bundle!.Value, run.Policy!.Value, services.Time.GetUtcNow()), cancellation);
        await new ChangeStandings(services.Store.Records).NoteAsync(
            run.Environment, [.. (await metadata.OfAsync(run, cancellation)).Changes.Select(note => note.Name)], new ChangeStanding(run.Id, services.Time.GetUtcNow()), cancellation);
    }

    // What the environment holds now is what the last good run before the reverted one left.
    private async Task RevertedAsync(RunRecord run, CancellationToken cancellation)
    {
        var index = await IndexAsync(await runs.RequireAsync(run.Reverts!, cancellation), cancellation);
        var touched = index.Targets.Where(plan => plan.Counts.Writes > 0).Select(plan => plan.Address.ToString()).ToList();
        var reverted = await runs.UpdateAsync(run.Reverts!, record => TakenBack(record, run, touched), cancellation);
        await takenBack.AddAsync(run.Environment, run.Id, WritesAsync(index, address => run.RevertTargets.Count == 0 || run.RevertTargets.Contains(address.ToString()), cancellation), cancellation);
        await new ChangeStandings(services.Store.Records).ForgetAsync(run.Environment, reverted.Id, cancellation);
        if (reverted.TakenBackBy != run.Id || (await environments.GoodAsync(run.Environment, cancellation))?.Run != reverted.Id)
        {
            return;
        }

        var before = (await runs.ListAsync(run.Environment, cancellation))
            .FirstOrDefault(other => RunTurns.IsBefore(other, reverted));
        if (before is { Bundle: { } bundle, Policy: { } policy })
        {
            await environments.SetGoodAsync(run.Environment, new GoodRun(before.Id, before.Commit, bundle, policy, services.Time.GetUtcNow()), cancellation);
        }
    }

    // A run is taken back once it is on all targets that it wrote to; until then it is what the environment holds.
    private static RunRecord? TakenBack(RunRecord reverted, RunRecord by, IReadOnlyList<string> touched)
    {
        if (reverted.TakenBackBy is not null)
        {
            return reverted.TakenBackBy == by.Id ? null : reverted with { TakenBackBy = by.Id };
        }

        var back = reverted.TakenBackTargets.Union(by.RevertTargets.Count == 0 ? touched : by.RevertTargets).Order(StringComparer.Ordinal).ToList();
        return touched.All(back.Contains) ? reverted with { TakenBackBy = by.Id, TakenBackTargets = [] }
            : back.SequenceEqual(reverted.TakenBackTargets) ? null : reverted with { TakenBackTargets = back };
    }

    private async Task<PlanIndex> IndexAsync(RunRecord run, CancellationToken cancellation) =>
        await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, run.Plan!.Blob, cancellation) ?? throw new InvalidOperationException($"Run {run.Id} has no plan.");

    private async IAsyncEnumerable<TakenBackChange> WritesAsync(
        PlanIndex index, Func<TargetAddress, bool> which, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var plan in index.Targets.Where(plan => which(plan.Address)))
        {
            await foreach (var change in targets.Lines(plan, cancellation))
            {
                if (change.Writes)
                {
                    yield return new TakenBackChange(plan.Address, change.Item, change.Post);
                }
            }
        }
    }
}
