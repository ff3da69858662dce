using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Everything that people and hosts do with runs. The command line, the HTTP API and a client of a remote host all speak this.
/// What a caller may not do answers <c>ACC010</c>; an unknown run <c>RUN001</c> with the nearest ids.
/// </summary>
public interface IMigrator
{
    /// <summary>
    /// Reserves and starts a run. The same environment and commit again answers the run that exists (attempt 1), with <see cref="StartedRun.Created"/> false.
    /// </summary>
    Task<Outcome<StartedRun>> StartAsync(StartRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>Starts the run of the next environment with the bundle that its policy's promotion rule names as candidate (or the named commit).</summary>
    Task<Outcome<StartedRun>> PromoteAsync(PromoteRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>Starts a run that takes back what another one did.</summary>
    Task<Outcome<StartedRun>> RollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>What taking a run back would do, without starting it. What cannot be taken back answers as <see cref="RollBackAsync"/> does, where git cannot show the way either.</summary>
    Task<Outcome<RollbackPreview>> PreviewRollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>Starts the next attempt for the environment and commit of a final run that did not end well.</summary>
    Task<Outcome<StartedRun>> RetryAsync(string run, Caller caller, CancellationToken cancellation);

    /// <summary>Stores a command and rings the bell. Answered before the run acts on it.</summary>
    Task<Outcome<RunCommand>> CommandAsync(string run, CommandRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>Lets somebody else decide in the caller's name for a time, or takes that back.</summary>
    Task<Outcome<Policy.Delegation>> DelegateAsync(DelegateRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>All delegations, in the order in which they were made.</summary>
    IAsyncEnumerable<Policy.Delegation> ListDelegationsAsync(CancellationToken cancellation);

    /// <summary>Why a run waits, or would in an environment, at an instant; and when it may start.</summary>
    Task<Outcome<Policy.PolicyExplanation>> ExplainAsync(ExplainRequest request, CancellationToken cancellation);

    /// <summary>One run with its targets.</summary>
    Task<Outcome<RunDetails>> GetAsync(string run, CancellationToken cancellation);

    /// <summary>Runs, newest first, read as they are asked for: whoever takes the first ones does not wait for all.</summary>
    IAsyncEnumerable<RunRecord> ListAsync(RunFilter filter, CancellationToken cancellation);

    /// <summary>The plan of a run as it stands.</summary>
    Task<Outcome<PlanIndex>> GetPlanAsync(string run, CancellationToken cancellation);

    /// <summary>The lines of one target's plan.</summary>
    IAsyncEnumerable<Change> ReadPlanAsync(TargetPlan plan, CancellationToken cancellation);

    /// <summary>The findings of a run or of one target's plan, by blob name.</summary>
    IAsyncEnumerable<Finding> ReadFindingsAsync(string blob, CancellationToken cancellation);

    /// <summary>The audit of a run, in order; of a name of <see cref="Audit.AuditChains"/> all records of that chain.</summary>
    IAsyncEnumerable<Audit.AuditRecord> ReadAuditAsync(string run, CancellationToken cancellation);

    /// <summary>What analyses measured of a run, in the order in which it was measured. Of an unknown run nothing.</summary>
    IAsyncEnumerable<Analyses.Measurement> ReadMeasurementsAsync(string run, CancellationToken cancellation);

    /// <summary>What the last looks for drift found, an environment each.</summary>
    IAsyncEnumerable<DriftRecord> ListDriftAsync(CancellationToken cancellation);

    /// <summary>The items that moved on their targets and not in git, as the last looks saw them: by environment, then the longest open first.</summary>
    IAsyncEnumerable<DriftedItem> ListDriftedItemsAsync(DriftFilter filter, CancellationToken cancellation);

    /// <summary>
    /// Looks for drift now, in one environment or in all. Answers what was found; an environment that a run holds is left out, and so is one that had no good run. Operator.
    /// </summary>
    Task<Outcome<IReadOnlyList<DriftRecord>>> ScanDriftAsync(string? environment, Caller caller, CancellationToken cancellation);

    /// <summary>
    /// Starts a run that writes back what was applied last, over what drifted: planned, approved, timed, audited and compensated as every run. Operator. An item that did not drift is
    /// <c>DRF002</c>.
    /// </summary>
    Task<Outcome<StartedRun>> HealDriftAsync(HealRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>Leaves drifted items as they are live, until git or the target moves, or the time is over. Operator, with a reason; audited. Answers the drifts that were accepted.</summary>
    Task<Outcome<IReadOnlyList<DriftedItem>>> KeepDriftAsync(KeepRequest request, Caller caller, CancellationToken cancellation);

    /// <summary>Which commits of an environment wait behind which run, and which were replaced by what. An environment without runs has an empty queue.</summary>
    Task<Outcome<RunQueue>> GetQueueAsync(string environment, CancellationToken cancellation);

    /// <summary>Loops of the hosts over this store that should have been there again and were not; those that go on, and those that were stopped on purpose, are not among them.</summary>
    IAsyncEnumerable<StoppedLoop> ListStoppedLoopsAsync(CancellationToken cancellation);

    /// <summary>Locks held now.</summary>
    IAsyncEnumerable<LockView> ListLocksAsync(CancellationToken cancellation);

    /// <summary>Breaks an environment's lock; its owner ends Failed. Admin, with a reason; audited.</summary>
    Task<Outcome<LockView>> BreakLockAsync(string environment, string reason, Caller caller, CancellationToken cancellation);

    /// <summary>The record of who may sign commits, as it stands.</summary>
    Task<Outcome<SignerSet>> GetSignersAsync(CancellationToken cancellation);

    /// <summary>Adds a signer; answers the new version of the record. Admin; audited; in force at once.</summary>
    Task<Outcome<SignerSet>> AddSignerAsync(AddSigner request, Caller caller, CancellationToken cancellation);

    /// <summary>Revokes a signer or keys for ever; answers the new version of the record. Admin, with a reason; audited; in force at once.</summary>
    Task<Outcome<SignerSet>> RevokeSignerAsync(RevokeSigner request, Caller caller, CancellationToken cancellation);
}

/// <summary>What to start, from the repository that the host serves: who may start runs does not choose where the host connects to.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Revision">Branch, tag or SHA; null for <c>HEAD</c>.</param>
/// <param name="TrustFrom">
/// For the first run of an environment, from an admin: the commit up to which everything is trusted (a branch, tag or SHA). Everything after it must be signed.
/// </param>
public sealed record StartRequest(string Environment, string? Revision = null, string? TrustFrom = null);

/// <summary>What to promote.</summary>
/// <param name="To">The environment to promote to.</param>
/// <param name="Revision">A commit that is a candidate; null for the newest candidate.</param>
/// <param name="TrustFrom">For the first run of the environment, from an admin: as in <see cref="StartRequest"/>.</param>
public sealed record PromoteRequest(string To, string? Revision = null, string? TrustFrom = null);

/// <summary>What to take back.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">Why; stands in the audit.</param>
/// <param name="AcceptDataLoss">Targets on which data written since may be lost.</param>
/// <param name="Targets">On which targets: addresses, or what addresses begin with, such as <c>production/westeurope</c>. Null or empty: on all that the run wrote to.</param>
public sealed record RollbackRequest(string Run, string? Reason = null, IReadOnlyList<string>? AcceptDataLoss = null, IReadOnlyList<string>? Targets = null);

/// <summary>What is asked of a run; see <see cref="RunCommand"/>.</summary>
public sealed record CommandRequest(CommandKind Kind, string? Plan = null, string? Reason = null, string? Target = null, bool Keep = false, bool All = false);

/// <summary>Which runs.</summary>
/// <param name="Environment">Of this environment; null: of all.</param>
/// <param name="OpenOnly">Only those that are not final.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="After">Id of the run behind which the answer begins, so that new runs do not move a page; null, or of no run: with the newest.</param>
public sealed record RunFilter(string? Environment = null, bool OpenOnly = false, int Limit = 20, string? After = null);

/// <summary>A run that was started, or that existed.</summary>
public sealed record StartedRun(RunRecord Run, bool Created);

/// <summary>A run with its targets and commands.</summary>
public sealed record RunDetails(RunRecord Run, IReadOnlyList<TargetState> Targets, IReadOnlyList<RunCommand> Commands)
{
    /// <summary>Who was told what about it, in the order in which it was due, and what could not be sent.</summary>
    public IReadOnlyList<Notices.NoticeRecord> Notices { get; init; } = [];
}

/// <summary>A lock that is held.</summary>
public sealed record LockView(string Environment, string Run, long Fence, DateTimeOffset Since);
