using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Web.Tests;

/// <summary>Operations that answer what a test says, and remember what was asked.</summary>
internal sealed class DoubleMigrator : IMigrator
{
    public List<object?> Asked { get; } = [];

    public Outcome<StartedRun> Started { get; set; } = Outcome.Of(new StartedRun(Samples.Run, Created: true));

    public Outcome<RunCommand> Command { get; set; } = Outcome.Of(Samples.Command);

    public Outcome<PolicyExplanation> Explanation { get; set; } = Outcome.Of(Samples.Explanation);

    public Outcome<RunDetails> Details { get; set; } = Outcome.Of(Samples.Details);

    public Outcome<PlanIndex> Plan { get; set; } = Outcome.Of(Samples.Plan);

    public Outcome<LockView> Broken { get; set; } = Outcome.Of(Samples.Lock);

    public IReadOnlyList<RunRecord> Runs { get; set; } = [Samples.Run, Samples.Run with { Id = "test-20261122-171300-0000000", State = RunState.Failed }];

    public Outcome<RollbackPreview> Rollback { get; set; } = Outcome.Of(new RollbackPreview(Samples.Run.Id, RollbackWay.Git, Samples.Plan), Samples.Findings);

    public IReadOnlyList<Change> Changes { get; set; } = Samples.Changes;

    public IReadOnlyList<Finding> Findings { get; set; } = Samples.Findings;

    public IReadOnlyList<AuditRecord> Audit { get; set; } = Samples.Audit;

    public IReadOnlyList<LockView> Locks { get; set; } = [Samples.Lock];

    public IReadOnlyList<StoppedLoop> Stopped { get; set; } = [new("sweep", Samples.At, "1m")];

    /// <summary>Thrown by streams after this many elements.</summary>
    public (int After, Exception Fault)? Breaks { get; set; }

    public Task<Outcome<StartedRun>> StartAsync(StartRequest request, Caller caller, CancellationToken cancellation) => Answer(Started, request, caller);

    public Task<Outcome<StartedRun>> PromoteAsync(PromoteRequest request, Caller caller, CancellationToken cancellation) => Answer(Started, request, caller);

    public Task<Outcome<StartedRun>> RollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation) => Answer(Started, request, caller);

    public Task<Outcome<RollbackPreview>> PreviewRollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation) => Answer(Rollback, request, caller);

    public Task<Outcome<StartedRun>> RetryAsync(string run, Caller caller, CancellationToken cancellation) => Answer(Started, run, caller);

    public Task<Outcome<RunCommand>> CommandAsync(string run, CommandRequest request, Caller caller, CancellationToken cancellation) => Answer(Command, (run, request), caller);

    public Task<Outcome<Delegation>> DelegateAsync(DelegateRequest request, Caller caller, CancellationToken cancellation) => Answer(Outcome.Of(Samples.Delegation), request, caller);

    public IAsyncEnumerable<Delegation> ListDelegationsAsync(CancellationToken cancellation) => Stream([Samples.Delegation], "delegations", cancellation);

    public Task<Outcome<PolicyExplanation>> ExplainAsync(ExplainRequest request, CancellationToken cancellation) => Answer(Explanation, request);

    public Task<Outcome<RunDetails>> GetAsync(string run, CancellationToken cancellation) => Answer(Details, run);

    public IAsyncEnumerable<RunRecord> ListAsync(RunFilter filter, CancellationToken cancellation) => Stream(Runs, filter, cancellation);

    public Task<Outcome<PlanIndex>> GetPlanAsync(string run, CancellationToken cancellation) => Answer(Plan, run);

    public IAsyncEnumerable<Change> ReadPlanAsync(TargetPlan plan, CancellationToken cancellation) => Stream(Changes, plan.Lines, cancellation);

    public IAsyncEnumerable<Finding> ReadFindingsAsync(string blob, CancellationToken cancellation) => Stream(Findings, blob, cancellation);

    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(string run, CancellationToken cancellation) => Stream(Audit, run, cancellation);

    public IReadOnlyList<Measurement> Measurements { get; set; } = Samples.Measurements;

    public IAsyncEnumerable<Measurement> ReadMeasurementsAsync(string run, CancellationToken cancellation) => Stream(Measurements, ("measurements", run), cancellation);

    public IReadOnlyList<DriftRecord> Drift { get; set; } = [Samples.Drift];

    public IAsyncEnumerable<DriftRecord> ListDriftAsync(CancellationToken cancellation) => Stream(Drift, null, cancellation);

    public IReadOnlyList<DriftedItem> Drifted { get; set; } = [Samples.Drifted];

    public IAsyncEnumerable<DriftedItem> ListDriftedItemsAsync(DriftFilter filter, CancellationToken cancellation) => Stream(Drifted, filter, cancellation);

    public Task<Outcome<IReadOnlyList<DriftRecord>>> ScanDriftAsync(string? environment, Caller caller, CancellationToken cancellation) =>
        Answer(Outcome.Of(Drift), $"scan {environment}", caller);

    public Task<Outcome<StartedRun>> HealDriftAsync(HealRequest request, Caller caller, CancellationToken cancellation) => Answer(Started, request, caller);

    public Task<Outcome<IReadOnlyList<DriftedItem>>> KeepDriftAsync(KeepRequest request, Caller caller, CancellationToken cancellation) =>
        Answer(Outcome.Of(Drifted), request, caller);

    public Outcome<RunQueue> Queue { get; set; } = Outcome.Of(RunQueue.Of("production", [Samples.Run], Samples.Run.Id));

    public Task<Outcome<RunQueue>> GetQueueAsync(string environment, CancellationToken cancellation) => Answer(Queue, environment);

    public IAsyncEnumerable<StoppedLoop> ListStoppedLoopsAsync(CancellationToken cancellation) => Stream(Stopped, null, cancellation);

    public IAsyncEnumerable<LockView> ListLocksAsync(CancellationToken cancellation) => Stream(Locks, null, cancellation);

    public Task<Outcome<LockView>> BreakLockAsync(string environment, string reason, Caller caller, CancellationToken cancellation) =>
        Answer(Broken, (environment, reason), caller);

    public Outcome<SignerSet> Signers { get; set; } = Outcome.Of(Samples.Signers);

    public Task<Outcome<SignerSet>> GetSignersAsync(CancellationToken cancellation) => Answer(Signers);

    public Task<Outcome<SignerSet>> AddSignerAsync(AddSigner request, Caller caller, CancellationToken cancellation) => Answer(Signers, request, caller);

    public Task<Outcome<SignerSet>> RevokeSignerAsync(RevokeSigner request, Caller caller, CancellationToken cancellation) => Answer(Signers, request, caller);

    private Task<T> Answer<T>(T answer, params object?[] asked)
    {
        Asked.AddRange(asked);
        return Task.FromResult(answer);
    }

    private async IAsyncEnumerable<T> Stream<T>(IReadOnlyList<T> items, object? asked, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Asked.Add(asked);
        await Task.Yield();
        for (var i = 0; i <= items.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Breaks is { } broken && broken.After == i)
            {
                throw broken.Fault;
            }

            if (i < items.Count)
            {
                yield return items[i];
            }
        }
    }
}
