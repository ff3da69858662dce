using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Cli.Tests.Doubles;

/// <summary>Writes down what verbs ask, and answers from a list of runs. A run with several readings shows one after the other.</summary>
internal sealed class TestMigrator : IMigrator
{
    private readonly List<Queue<RunDetails>> _runs = [];

    /// <summary>What was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Answered by everything that starts or commands, when set.</summary>
    public Finding? Refusal { get; set; }

    /// <summary>Locks that are held.</summary>
    public List<LockView> Locks { get; } = [];

    /// <summary>The audit of every run.</summary>
    public List<AuditRecord> Audit { get; } = [];

    /// <summary>What taking back would do; null: what the plan of every run says.</summary>
    public Outcome<RollbackPreview>? Rollback { get; set; }

    /// <summary>The plan of every run, with its lines.</summary>
    public (PlanIndex Index, IReadOnlyList<Change> Lines)? Plan { get; set; }

    /// <summary>Adds a run; its readings are shown one after the other, the last one for ever.</summary>
    public TestMigrator With(params RunDetails[] readings)
    {
        _runs.Add(new Queue<RunDetails>(readings));
        return this;
    }

    public Task<Outcome<StartedRun>> StartAsync(StartRequest request, Caller caller, CancellationToken cancellation) =>
        Started($"start {request.Environment} {request.Revision ?? "HEAD"} by {caller.Name}");

    public Task<Outcome<StartedRun>> PromoteAsync(PromoteRequest request, Caller caller, CancellationToken cancellation) =>
        Started($"promote {request.To} {request.Revision ?? "newest"}{(request.TrustFrom is { } trusted ? $" trusting {trusted}" : "")} by {caller.Name}");

    public Task<Outcome<StartedRun>> RollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation) =>
        Started($"roll back {request.Run} '{request.Reason}' [{string.Join(' ', request.AcceptDataLoss ?? [])}]{(request.Targets is null ? "" : $" on {string.Join(' ', request.Targets)}")} by {caller.Name}");

    public Task<Outcome<RollbackPreview>> PreviewRollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation) =>
        Task.FromResult(Rollback ?? Outcome.Of(new RollbackPreview(request.Run, RollbackWay.Stored, Plan?.Index ?? TestRuns.EmptyPlan)));

    public Task<Outcome<StartedRun>> RetryAsync(string run, Caller caller, CancellationToken cancellation) => Started($"retry {run} by {caller.Name}");

    public Task<Outcome<RunCommand>> CommandAsync(string run, CommandRequest request, Caller caller, CancellationToken cancellation)
    {
        Asked.Add($"{request.Kind} {run} plan={request.Plan} reason={request.Reason} target={request.Target} keep={request.Keep}{(request.All ? " all" : "")} by {caller.Name}");
        return Task.FromResult(Refusal is null
            ? Outcome.Of(new RunCommand(1, request.Kind, caller.Name, TestRuns.Start, request.Plan, request.Reason, request.Target, request.Keep))
            : Outcome.Fail<RunCommand>(Refusal));
    }

    public Task<Outcome<RunDetails>> GetAsync(string run, CancellationToken cancellation)
    {
        var found = _runs.FirstOrDefault(readings => readings.Peek().Run.Id.Contains(run, StringComparison.Ordinal));
        return Task.FromResult(found is null
            ? RunCodes.Unknown.Fail<RunDetails>($"There is no run '{run}'.")
            : Outcome.Of(found.Count > 1 ? found.Dequeue() : found.Peek()));
    }

    public async IAsyncEnumerable<RunRecord> ListAsync(RunFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        Asked.Add($"list {filter}");
        foreach (var run in _runs.Select(readings => readings.Peek().Run)
            .Where(run => filter.Environment is null || run.Environment == filter.Environment).Where(run => !filter.OpenOnly || !run.State.IsFinal()).Take(filter.Limit))
        {
            yield return run;
        }
    }

    /// <summary>Answered to whoever asks why a run waits.</summary>
    public PolicyExplanation? Explanation { get; set; }

    public Task<Outcome<Delegation>> DelegateAsync(DelegateRequest request, Caller caller, CancellationToken cancellation)
    {
        Asked.Add(request.ToString());
        return Task.FromResult(Refusal is { } refusal
            ? Outcome.Fail<Delegation>(refusal)
            : Outcome.Of(new Delegation(1, caller.Name, request.To, request.From, request.Until, request.Role, caller.Name, request.From, request.Reason)));
    }

    public IAsyncEnumerable<Delegation> ListDelegationsAsync(CancellationToken cancellation) => AsyncEnumerable.Empty<Delegation>();

    public Task<Outcome<PolicyExplanation>> ExplainAsync(ExplainRequest request, CancellationToken cancellation)
    {
        Asked.Add(request.ToString());
        return Task.FromResult(Explanation is { } explanation ? Outcome.Of(explanation) : RunCodes.Unknown.Fail<PolicyExplanation>($"There is no run '{request.Run}'."));
    }

    public Task<Outcome<PlanIndex>> GetPlanAsync(string run, CancellationToken cancellation) =>
        Task.FromResult(Plan is { } plan ? Outcome.Of(plan.Index) : RunCodes.Unknown.Fail<PlanIndex>($"There is no run '{run}'."));

    public IAsyncEnumerable<Change> ReadPlanAsync(TargetPlan plan, CancellationToken cancellation) => Plan!.Value.Lines.ToAsyncEnumerable();

    public IAsyncEnumerable<Finding> ReadFindingsAsync(string blob, CancellationToken cancellation) => AsyncEnumerable.Empty<Finding>();

    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(string run, CancellationToken cancellation) => Audit.ToAsyncEnumerable();

    public IAsyncEnumerable<DriftRecord> ListDriftAsync(CancellationToken cancellation) => Drift.ToAsyncEnumerable();

    /// <summary>What drifted.</summary>
    public IReadOnlyList<DriftedItem> Drifted { get; set; } = [];

    /// <summary>What looks find.</summary>
    public IReadOnlyList<DriftRecord> Drift { get; set; } = [];

    public IAsyncEnumerable<DriftedItem> ListDriftedItemsAsync(DriftFilter filter, CancellationToken cancellation)
    {
        Asked.Add(filter.ToString());
        return Drifted.ToAsyncEnumerable();
    }

    public Task<Outcome<IReadOnlyList<DriftRecord>>> ScanDriftAsync(string? environment, Caller caller, CancellationToken cancellation)
    {
        Asked.Add($"scan '{environment}' by {caller.Name}");
        return Task.FromResult(Refusal is null ? Outcome.Of(Drift) : Outcome.Fail<IReadOnlyList<DriftRecord>>(Refusal));
    }

    public Task<Outcome<StartedRun>> HealDriftAsync(HealRequest request, Caller caller, CancellationToken cancellation) =>
        Started($"heal {request.Environment} {request.Target} [{string.Join(' ', request.Items ?? [])}] '{request.Reason}' by {caller.Name}");

    public Task<Outcome<IReadOnlyList<DriftedItem>>> KeepDriftAsync(KeepRequest request, Caller caller, CancellationToken cancellation)
    {
        Asked.Add($"keep {request.Environment} {request.Target} [{string.Join(' ', request.Items)}] '{request.Reason}' {request.Until:u} by {caller.Name}");
        return Task.FromResult(Refusal is null ? Outcome.Of(Drifted) : Outcome.Fail<IReadOnlyList<DriftedItem>>(Refusal));
    }
    public IReadOnlyList<Measurement> Measurements { get; set; } = [];

    public IAsyncEnumerable<Measurement> ReadMeasurementsAsync(string run, CancellationToken cancellation) => Measurements.ToAsyncEnumerable();

    public RunQueue Queue { get; set; } = new("production", [], []);

    public Task<Outcome<RunQueue>> GetQueueAsync(string environment, CancellationToken cancellation) => Task.FromResult(Outcome.Of(Queue));

    /// <summary>Loops of hosts that stopped.</summary>
    public List<StoppedLoop> Stopped { get; } = [];

    public IAsyncEnumerable<StoppedLoop> ListStoppedLoopsAsync(CancellationToken cancellation) => Stopped.ToAsyncEnumerable();

    public IAsyncEnumerable<LockView> ListLocksAsync(CancellationToken cancellation) => Locks.ToAsyncEnumerable();

    public Task<Outcome<LockView>> BreakLockAsync(string environment, string reason, Caller caller, CancellationToken cancellation)
    {
        Asked.Add($"break {environment} '{reason}' by {caller.Name}");
        return Task.FromResult(Refusal is null ? Outcome.Of(Locks.Single(held => held.Environment == environment)) : Outcome.Fail<LockView>(Refusal));
    }

    /// <summary>Who may sign.</summary>
    public SignerSet Signers { get; set; } = SignerSet.Empty;

    public Task<Outcome<SignerSet>> GetSignersAsync(CancellationToken cancellation) => Task.FromResult(Outcome.Of(Signers));

    public Task<Outcome<SignerSet>> AddSignerAsync(AddSigner request, Caller caller, CancellationToken cancellation)
    {
        Asked.Add($"add signer {request.Name} '{request.Keys.Trim()}' [{string.Join(' ', request.Principals ?? [])}] [{string.Join(' ', request.Groups ?? [])}] {request.Zone} platform={request.Platform} by {caller.Name}");
        return Task.FromResult(Refusal is null ? Outcome.Of(Signers) : Outcome.Fail<SignerSet>(Refusal));
    }

    public Task<Outcome<SignerSet>> RevokeSignerAsync(RevokeSigner request, Caller caller, CancellationToken cancellation)
    {
        Asked.Add($"revoke signer {request.Signer} '{request.Keys?.Trim()}' because '{request.Reason}' by {caller.Name}");
        return Task.FromResult(Refusal is null ? Outcome.Of(Signers) : Outcome.Fail<SignerSet>(Refusal));
    }

    private Task<Outcome<StartedRun>> Started(string what)
    {
        Asked.Add(what);
        return Task.FromResult(Refusal is null ? Outcome.Of(new StartedRun(_runs[0].Peek().Run, Created: true)) : Outcome.Fail<StartedRun>(Refusal));
    }
}
