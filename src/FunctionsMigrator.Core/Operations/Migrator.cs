using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>The operations over the store and the engine of this host.</summary>
/// <param name="services">The outside.</param>
/// <param name="workflows">The engine.</param>
/// <param name="repository">The git repository that the host serves.</param>
public sealed class Migrator(MigratorServices services, IWorkflowClient workflows, string repository) : IMigrator
{
    private const int LongestReason = 2000;
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly CommandLog _commands = new(services.Store.Records);
    private readonly EnvironmentRecords _environments = new(services.Store.Records);
    private readonly EnvironmentLock _locks = new(services.Store.Records, services.Time);
    private readonly AuditLog _audit = new(services.Store.Blobs, services.Store.Records, services.Time);
    private readonly CommandDesk _desk = new(services, workflows);
    private readonly PolicyExplainer _explainer = new(services, new CommittedMetadata(services.Git, services.Metadata), repository);
    private const int LongestName = 100;
    private readonly RunStarter _starter = new(services, workflows);
    private readonly DriftDesk _drift = new(services, workflows);
    private readonly RollbackDesk _rollbacks = new(services, workflows);
    private readonly SignerChanges _signers = new(services);

    /// <inheritdoc/>
    public async Task<Outcome<StartedRun>> StartAsync(StartRequest request, Caller caller, CancellationToken cancellation)
    {
        if (Refused<StartedRun>(caller, AccessRole.Operator) is { } refused)
        {
            return refused;
        }

        if (!CanBeNamed(request.Environment))
        {
            return RunCodes.UnknownEnvironment.Fail<StartedRun>($"'{request.Environment}' is no name of an environment.");
        }

        var commit = await services.Git.ResolveAsync(repository, request.Revision ?? "HEAD", cancellation);
        if (!commit.TryGet(out var found))
        {
            return commit.As<StartedRun>();
        }

        var draft = _starter.Draft(request.Environment, repository, found, caller);
        return request.TrustFrom is { } from ? await StartTrustingAsync(draft, from, caller, cancellation) : await _starter.StartAsync(draft, 1, cancellation);
    }

    /// <inheritdoc/>
    public async Task<Outcome<StartedRun>> PromoteAsync(PromoteRequest request, Caller caller, CancellationToken cancellation)
    {
        if (Refused<StartedRun>(caller, AccessRole.Operator) is { } refused)
        {
            return refused;
        }

        var candidate = await new PromotionCandidates(services, _runs).FindAsync(repository, request.To, request.Revision, cancellation);
        if (!candidate.TryGet(out var from))
        {
            return candidate.As<StartedRun>();
        }

        var commit = await services.Git.ResolveAsync(from.Repository, from.Commit, cancellation);
        if (!commit.TryGet(out var found))
        {
            return commit.As<StartedRun>();
        }

        var draft = _starter.Draft(request.To, from.Repository, found, caller) with { PromotedFrom = from.Id, Pushers = from.Pushers, Forced = from.Forced };
        return request.TrustFrom is { } trusted ? await StartTrustingAsync(draft, trusted, caller, cancellation) : await _starter.StartAsync(draft, 1, cancellation);
    }

    /// <inheritdoc/>
    public async Task<Outcome<StartedRun>> RollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation)
    {
        if (Refused<StartedRun>(caller, AccessRole.Operator) is { } refused)
        {
            return refused;
        }

        if (TooLong(request.Reason) is { } tooLong)
        {
            return Outcome.Fail<StartedRun>(tooLong);
        }

        return await _rollbacks.StartAsync(request, caller, cancellation);
    }

    /// <inheritdoc/>
    public async Task<Outcome<RollbackPreview>> PreviewRollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation) =>
        Refused<RollbackPreview>(caller, AccessRole.Operator) ?? await _rollbacks.PreviewAsync(request, caller, cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<StartedRun>> RetryAsync(string run, Caller caller, CancellationToken cancellation)
    {
        if (Refused<StartedRun>(caller, AccessRole.Operator) is { } refused)
        {
            return refused;
        }

        var found = await _runs.GetAsync(run, cancellation);
        if (!found.TryGet(out var former))
        {
            return found.As<StartedRun>();
        }

        if (!former.State.IsFinal() || former.State.IsGood() || former.Reverts is not null)
        {
            return RunCodes.NothingToRetry.Fail<StartedRun>($"Run {former.Id} is {former.State}.");
        }

        var draft = _starter.Draft(former.Environment, former.Repository, former.Commit, former.Title, caller) with
        {
            PromotedFrom = former.PromotedFrom,
            Heals = former.Heals,
            TrustFrom = former.TrustFrom,
            Delivery = former.Delivery,
            Pushers = former.Pushers,
            Forced = former.Forced,
        };
        return await _starter.StartAsync(draft, await _starter.NextAttemptAsync(draft, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public async Task<Outcome<RunCommand>> CommandAsync(string run, CommandRequest request, Caller caller, CancellationToken cancellation)
    {
        var role = DecisionCheck.Decides(request.Kind) || request.Kind is CommandKind.Review ? AccessRole.Approver : AccessRole.Operator;
        if (Refused<RunCommand>(caller, role) is { } refused)
        {
            return refused;
        }

        var found = await _runs.GetAsync(run, cancellation);
        if (!found.TryGet(out var record))
        {
            return found.As<RunCommand>();
        }

        if (request.Kind is CommandKind.Skip && !await KnowsAsync(record, request.Target, cancellation))
        {
            return RunCodes.UnknownTarget.Fail<RunCommand>($"Run {record.Id} has no target '{request.Target}'.");
        }

        return TooLong(request.Reason) is { } tooLong ? Outcome.Fail<RunCommand>(tooLong) : await _desk.TakeAsync(record, request, caller, cancellation);
    }

    /// <inheritdoc/>
    public async Task<Outcome<Delegation>> DelegateAsync(DelegateRequest request, Caller caller, CancellationToken cancellation) =>
        Refused<Delegation>(caller, AccessRole.Approver)
        ?? (TooLong(request.Reason) is { } tooLong ? Outcome.Fail<Delegation>(tooLong) : await new DelegationDesk(services).TakeAsync(request, caller, cancellation));

    /// <inheritdoc/>
    public async IAsyncEnumerable<Delegation> ListDelegationsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var delegation in await new Delegations(services.Store.Records).ListAsync(cancellation))
        {
            yield return delegation;
        }
    }

    /// <inheritdoc/>
    public Task<Outcome<PolicyExplanation>> ExplainAsync(ExplainRequest request, CancellationToken cancellation) => _explainer.ExplainAsync(request, cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<RunDetails>> GetAsync(string run, CancellationToken cancellation)
    {
        var found = await _runs.GetAsync(run, cancellation);
        return found.TryGet(out var record)
            ? Outcome.Of(new RunDetails(
                record, await new TargetStates(services.Store.Records).ListAsync(record.Id, cancellation), await _commands.ReadAsync(record.Id, 0, cancellation))
            {
                Notices = await new NoticeRecords(services.Store.Records).OfRunAsync(record.Id, cancellation),
            })
            : found.As<RunDetails>();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> ListAsync(RunFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var history = new RunHistory(services.Store.Records, services.Time);
        var runs = filter.OpenOnly
            ? (await history.OpenAsync(filter.Environment, filter.After, cancellation)).ToAsyncEnumerable()
            : history.ReadAsync(filter.Environment, filter.After, cancellation);
        await foreach (var run in runs.Take(filter.Limit).WithCancellation(cancellation))
        {
            yield return run;
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<PlanIndex>> GetPlanAsync(string run, CancellationToken cancellation)
    {
        var found = await _runs.GetAsync(run, cancellation);
        if (!found.TryGet(out var record))
        {
            return found.As<PlanIndex>();
        }

        return record.Plan is { } plan && await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, plan.Blob, cancellation) is { } index
            ? Outcome.Of(index)
            : RunCodes.NoPlan.Fail<PlanIndex>($"Run {record.Id} has no plan; it is {record.State}.");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Change> ReadPlanAsync(TargetPlan plan, CancellationToken cancellation) =>
        PlanLines.Of(services.Store.Blobs, plan, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> ReadFindingsAsync(string blob, CancellationToken cancellation) =>
        services.Store.Blobs.ReadLinesAsync<Finding>(BlobArea.Plans, blob, cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync(string run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (run == AuditChains.Signers)
        {
            // Whoever died between a change and its audit left the audit to the next look.
            await _signers.ReadAsync(cancellation);
        }

        await foreach (var record in AuditChains.Has(run) ? _audit.ReadLinkedAsync(run, cancellation) : _audit.ReadAsync(run, cancellation))
        {
            yield return record;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Analyses.Measurement> ReadMeasurementsAsync(string run, CancellationToken cancellation) =>
        new Analyses.Measurements(services.Store.Records).ReadAsync(run, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<DriftRecord> ListDriftAsync(CancellationToken cancellation) => new DriftCheck(services).ListAsync(cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<DriftedItem> ListDriftedItemsAsync(DriftFilter filter, CancellationToken cancellation) => _drift.ListAsync(filter, cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<DriftRecord>>> ScanDriftAsync(string? environment, Caller caller, CancellationToken cancellation) =>
        Refused<IReadOnlyList<DriftRecord>>(caller, AccessRole.Operator) ?? await _drift.ScanAsync(environment, cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<StartedRun>> HealDriftAsync(HealRequest request, Caller caller, CancellationToken cancellation) =>
        Refused<StartedRun>(caller, AccessRole.Operator)
        ?? (TooLong(request.Reason) is { } tooLong ? Outcome.Fail<StartedRun>(tooLong) : await _drift.HealAsync(request, caller, cancellation));

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<DriftedItem>>> KeepDriftAsync(KeepRequest request, Caller caller, CancellationToken cancellation) =>
        Refused<IReadOnlyList<DriftedItem>>(caller, AccessRole.Operator)
        ?? (TooLong(request.Reason) is { } tooLong ? Outcome.Fail<IReadOnlyList<DriftedItem>>(tooLong) : await _drift.KeepAsync(request, caller, cancellation));

    /// <inheritdoc/>
    public async Task<Outcome<RunQueue>> GetQueueAsync(string environment, CancellationToken cancellation) =>
        Outcome.Of(RunQueue.Of(environment, await _runs.ListAsync(environment, cancellation), await _locks.OwnerAsync(environment, cancellation)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoppedLoop> ListStoppedLoopsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var beat in await new HostBeats(services.Store.Records, services.Time).StoppedAsync(cancellation))
        {
            yield return StoppedLoop.Of(beat);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LockView> ListLocksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (environment, held) in _locks.ListAsync(cancellation))
        {
            yield return new LockView(environment, held.Run!, held.Fence, held.Since);
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<LockView>> BreakLockAsync(string environment, string reason, Caller caller, CancellationToken cancellation)
    {
        if (Refused<LockView>(caller, AccessRole.Admin) is { } refused)
        {
            return refused;
        }

        if (TooLong(reason) is { } tooLong)
        {
            return Outcome.Fail<LockView>(tooLong);
        }

        return string.IsNullOrWhiteSpace(reason)
            ? RunCodes.NoReason.Fail<LockView>($"The lock of {environment} is broken for a reason, or not at all.")
            : await new LockBreak(services, workflows).BreakAsync(environment, reason, caller, cancellation);
    }

    /// <inheritdoc/>
    public async Task<Outcome<SignerSet>> GetSignersAsync(CancellationToken cancellation) => Outcome.Of(await _signers.ReadAsync(cancellation));

    /// <inheritdoc/>
    public async Task<Outcome<SignerSet>> AddSignerAsync(AddSigner request, Caller caller, CancellationToken cancellation) =>
        Refused<SignerSet>(caller, AccessRole.Admin) ?? await _signers.AddAsync(request, caller, cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<SignerSet>> RevokeSignerAsync(RevokeSigner request, Caller caller, CancellationToken cancellation)
    {
        if (Refused<SignerSet>(caller, AccessRole.Admin) is { } refused)
        {
            return refused;
        }

        if (TooLong(request.Reason) is { } tooLong)
        {
            return Outcome.Fail<SignerSet>(tooLong);
        }

        return string.IsNullOrWhiteSpace(request.Reason)
            ? RunCodes.NoReason.Fail<SignerSet>("A key is revoked for a reason, or not at all.")
            : await _signers.RevokeAsync(request, caller, cancellation);
    }

    // Who may start runs must not say what is trusted.
    private async Task<Outcome<StartedRun>> StartTrustingAsync(RunRecord draft, string from, Caller caller, CancellationToken cancellation)
    {
        if (Refused<StartedRun>(caller, AccessRole.Admin) is { } refused)
        {
            return refused;
        }

        if (await _environments.GoodAsync(draft.Environment, cancellation) is { } good)
        {
            return SignatureCodes.TrustFromTooLate.Fail<StartedRun>($"Environment {draft.Environment} holds commit {good.Commit[..7]} since run {good.Run}.");
        }

        var trusted = await services.Git.ResolveAsync(draft.Repository, from, cancellation);
        if (!trusted.TryGet(out var start))
        {
            return trusted.As<StartedRun>();
        }

        // A run that ended because nothing was trusted, or something else, is made again: its record does not change.
        var attempt = await _starter.NextAttemptAsync(draft, cancellation);
        var former = attempt == 1 ? null : await _starter.FindAsync(draft, attempt - 1, cancellation);
        return await _starter.StartAsync(draft with { TrustFrom = start.Sha }, former is null || former.State.IsFinal() ? attempt : attempt - 1, cancellation);
    }

    private async Task<bool> KnowsAsync(RunRecord run, string? target, CancellationToken cancellation) =>
        (await new TargetStates(services.Store.Records).ListAsync(run.Id, cancellation)).Any(state => state.Address.ToString() == target);

    // What no file could call an environment makes no run, whose id would hold it.
    private static bool CanBeNamed(string environment) =>
        environment is { Length: > 0 and <= LongestName } && environment.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static Outcome<T>? Refused<T>(Caller caller, AccessRole role) => caller.Has(role)
        ? null
        : AccessCodes.Forbidden.Fail<T>($"{caller.Name} has no role {role.ToString().ToLowerInvariant()}.");

    // It stands in records, in every audit and in every message about the run.
    private static Finding? TooLong(string? reason) => reason is { Length: > LongestReason }
        ? RunCodes.ReasonTooLong.Finding($"The reason has {reason.Length} characters; {LongestReason} are allowed.")
        : null;
}
