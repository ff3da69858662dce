using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>All steps, as every host registers them: one handler per name of <see cref="Steps"/>.</summary>
public static class StepCatalogue
{
    /// <summary>Binds the steps to the outside.</summary>
    public static IReadOnlyList<StepHandler> Create(MigratorServices services)
    {
        var (blobs, records, time) = (services.Store.Blobs, services.Store.Records, services.Time);
        var runs = new RunStore(records, time, services.Telemetry);
        var commands = new CommandLog(records);
        var environments = new EnvironmentRecords(records);
        var locks = new EnvironmentLock(records, time);
        var states = new TargetStates(records);
        var metadata = new RunMetadata(services);
        var findings = new RunFindings(blobs, runs);
        var shelf = new PlanShelf(blobs, records, states);
        var targets = new TargetAccessor(services, runs, metadata);
        var ledgers = new Ledgers(blobs, records, environments, time);
        var takenBack = new TakenBackChanges(blobs, records);
        var audit = new RunAudit(new AuditLog(blobs, records, time), runs, targets, states, records, time);
        var delegations = new Delegations(records);
        var deciding = new DecidingRules(runs, metadata, environments);
        var reviews = new ReviewRunStep(services, runs, commands, delegations, locks, audit, new ApprovalNotices(new NoticeOutbox(records)), new UnusedProof(services, metadata, targets));
        var signatures = new RunSignatures(services, runs, metadata, environments, audit);
        var lockSteps = new LockSteps(services, runs, commands, delegations, deciding, locks, audit, signatures);
        var groups = new GroupSteps(services, runs, metadata, states);
        var background = new BackgroundTallies(records);
        var writes = new WriteSteps(services, runs, targets, environments, commands, states, locks, background);
        var verifies = new VerifySteps(targets, ledgers, states, locks);
        var asked = new CommandSteps(services, runs, commands, states, audit);
        var starts = new StepStarts(records);
        var patience = new TargetPatience(services, runs, metadata, states);
        var notices = new NoticeOutbox(records);
        var telemetry = new StepTelemetry(services.Telemetry, records, time);
        return
        [
            Handler(Steps.FetchBundle, new FetchBundleStep(services, runs, metadata, environments, findings, signatures).RunAsync),
            Handler(Steps.PlanTarget, starts.Guard<TargetStep, PlannedTarget>(patience.Guard<TargetStep, PlannedTarget>(new PlanTargetStep(runs, metadata, new OpenPlanner(services, environments, takenBack), shelf).RunAsync), input => input.Run, NoMark)),
            Handler(Steps.RehearseTarget, starts.Guard<TargetStep, RehearsedTarget>(patience.Guard<TargetStep, RehearsedTarget>(new RehearseTargetStep(services, runs, metadata, targets, shelf, locks).RunAsync), input => input.Run, NoMark)),
            Handler(Steps.PlanRollback, starts.Guard<TargetStep, PlannedTarget>(new PlanRollbackStep(runs, new RollbackPlanner(services, runs, metadata, targets, environments, new LaterWrites(blobs, runs)), shelf).RunAsync, input => input.Run, NoMark)),
            Handler(Steps.AssemblePlan, new AssemblePlanStep(services, runs, metadata, environments, shelf, states, findings, deciding, audit, locks).RunAsync),
            Handler(Steps.ReviewRun, reviews.RunAsync),
            Handler(Steps.TakeLock, lockSteps.TakeAsync),
            Handler(Steps.CaptureTarget, patience.Guard<TargetPlanStep, CapturedTarget>(writes.CaptureAsync)),
            Handler(Steps.BeginApplying, lockSteps.BeginAsync),
            Handler(Steps.LoadGroup, groups.LoadAsync),
            Handler(Steps.CheckWave, asked.CheckWaveAsync),
            Handler(Steps.ApplyChanges, starts.Guard<WriteStep, WriteReply>(patience.Guard<WriteStep, WriteReply>(writes.ApplyAsync), input => input.Run, (input, token) => writes.ComeAsync(input, Direction.Apply, token))),
            Handler(Steps.UndoChanges, starts.Guard<WriteStep, WriteReply>(
                patience.Guard<WriteStep, WriteReply>(writes.UndoAsync, (input, reply, token) => targets.UnlessUntouchedAsync(reply, input.Run, input.Plan, new WriteReply(WriteEnd.Done, input.First, 0, []), token)), input => input.Run, (input, token) => writes.ComeAsync(input, Direction.Undo, token))),
            Handler(Steps.VerifyTarget, patience.Guard<TargetPlanStep, VerifiedTarget>(verifies.AppliedAsync)),
            Handler(Steps.VerifyRestored, patience.Guard<TargetPlanStep, VerifiedTarget>(
                verifies.RestoredAsync, (input, reply, token) => targets.UnlessUntouchedAsync(reply, input.Run, input.Plan, new VerifiedTarget([]), token))),
            Handler(Steps.Measure, new MeasureStepHandler(services, runs, metadata, targets, background).RunAsync),
            Handler(Steps.ReadCommands, asked.ReadAsync),
            Handler(Steps.EnterState, new StateSteps(blobs, runs, states, audit, notices, time).EnterAsync),
            Handler(Steps.FinishRun, new FinishRunStep(services, runs, metadata, environments, targets, ledgers, takenBack, locks, audit, new SnapshotRetention(blobs, records, runs, time), notices, commands).RunAsync),
        ];

        StepHandler Handler<TIn, TOut>(Step<TIn, TOut> step, Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> run)
            where TIn : IRunInput => StepHandler.For(step, telemetry.Observe(step, run));
    }

    // What writes nothing to a target comes no further until it answers.
    private static Task<int> NoMark(TargetStep input, CancellationToken cancellation) => Task.FromResult(0);
}
