using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// What a host does every minute so that nothing is lost: starts what is reserved and never started, wakes runs with unread commands and runs whose wait is over, reports runs
/// that stand still, turns candidates into promotions and moved branches into runs. Several hosts may sweep one store at once.
/// </summary>
/// <param name="services">The outside.</param>
/// <param name="workflows">The engine.</param>
/// <param name="metadata">Reads metadata; a host that keeps one saves reading the same commit every minute.</param>
/// <param name="notices">Sends what people are to be told, at the end of each sweep; null: something else does.</param>
public sealed class Sweeper(MigratorServices services, IWorkflowClient workflows, CommittedMetadata? metadata = null, NoticeDelivery? notices = null)
{
    private const string SweepKey = "sweep";

    // A timer that is this late was lost; one that only just rang is not rung again.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(2);

    // Both hosts sweep every minute.
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // Clocks of several hosts differ a little.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);
    private static readonly Caller Host = new("fm", new HashSet<AccessRole> { AccessRole.Operator }, "host");

    private readonly CommittedMetadata _metadata = metadata ?? new CommittedMetadata(services.Git, services.Metadata);
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly CommandLog _commands = new(services.Store.Records);
    private readonly EnvironmentLock _locks = new(services.Store.Records, services.Time);
    private readonly RunStarter _starter = new(services, workflows);

    private BranchWatch Branches => new(services, _starter, _runs);

    /// <summary>When the store was swept last, by whatever host; null: never.</summary>
    public static async Task<DateTimeOffset?> LastAsync(MigratorServices services, CancellationToken cancellation) =>
        (await services.Store.Records.GetAsync(RunPartitions.Hosts, SweepKey, cancellation))?.Read<Swept>().At;

    /// <summary>
    /// Starts one run that is reserved and has no instance: what a process that was stopped between the two left behind. Answers whether there is such a run.
    /// </summary>
    public async Task<bool> EnsureStartedAsync(string run, CancellationToken cancellation)
    {
        await foreach (var reserved in _starter.ReservedAsync(cancellation))
        {
            if (reserved.Id == run)
            {
                await _starter.EnsureStartedAsync(reserved, cancellation);
                return true;
            }
        }

        return false;
    }

    /// <summary>Sweeps once, writes down that it did, and tells it: the heartbeat, how long runs and commands wait, what was started, and what is wrong.</summary>
    public async Task<SweepReport> SweepAsync(SweepRequest request, CancellationToken cancellation)
    {
        var begun = services.Time.GetTimestamp();
        try
        {
            var report = await SweepOnceAsync(request, cancellation);
            services.Telemetry.Swept(report, services.Time.GetElapsedTime(begun));
            return report;
        }
        catch (StoreException failure)
        {
            services.Telemetry.SweepFailed(failure.Finding.Code, services.Time.GetElapsedTime(begun));
            throw;
        }
    }

    /// <summary>Takes the deliveries that wait, and nothing else: what a host does right after it has answered one.</summary>
    internal async Task TakeDeliveriesAsync(SweepRequest request, CancellationToken cancellation)
    {
        var read = await _metadata.ReadAsync(request.Repository, request.Revision, cancellation);
        if (read.TryGet(out var repository))
        {
            await new PushTaker(services, Branches).TakeAsync(repository, request.Repository, Host, [], [], cancellation);
        }
    }

    private async Task<SweepReport> SweepOnceAsync(SweepRequest request, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        var (started, rung, problems) = (new List<string>(), new List<string>(), new List<Finding>());
        var all = await _runs.ListAsync(null, cancellation);
        var over = all.Where(run => run.State.IsFinal()).Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        await StartReservedAsync(over, started, cancellation);
        DateTimeOffset? oldest = null;
        foreach (var run in all.Where(run => !over.Contains(run.Id) && !started.Contains(run.Id)))
        {
            var unread = await CareAsync(run, request, now, rung, problems, cancellation);
            oldest = oldest < unread ? oldest : unread ?? oldest;
        }

        foreach (var run in all)
        {
            await OverrideReviews.RemindAsync(new NoticeOutbox(services.Store.Records), run, now, cancellation);
        }

        services.Telemetry.Metrics.Queues([.. all.Where(run => !over.Contains(run.Id))], oldest, now);

        if (services.Heads is { } heads)
        {
            problems.AddRange(await new Evidence.HeadPublication(services.Store, heads, services.Time).PublishAsync(cancellation));
        }

        var read = await _metadata.ReadAsync(request.Repository, request.Revision, cancellation);
        if (read.TryGet(out var repository))
        {
            started.AddRange(await PromoteAsync(repository, cancellation));
            await new PushTaker(services, Branches).TakeAsync(repository, request.Repository, Host, started, problems, cancellation);
            await LookAsync(request, repository, all, started, problems, cancellation);
        }
        else
        {
            problems.AddRange(read.Findings.Where(finding => finding.Severity is Severity.Error));
        }

        await new DeliveryStore(services.Store.Records).ExpireAsync(now, cancellation);
        await new HostBeats(services.Store.Records, services.Time).BeatAsync(HostBeats.Sweep, Every, cancellation);
        await services.Store.Records.SetAsync<Swept>(RunPartitions.Hosts, SweepKey, last => last is not null && last.At > now ? last : new Swept(now), cancellation);
        if (notices is not null)
        {
            await notices.DeliverAsync(cancellation);
        }

        return new SweepReport(now, started, rung, problems);
    }

    // Where branches are not watched, the end of a run is the moment to see whether its branch went on while it was at work.
    private async Task LookAsync(
        SweepRequest request, MetadataRepository repository, IReadOnlyList<RunRecord> all, List<string> started, List<Finding> problems, CancellationToken cancellation)
    {
        if (!request.WatchBranches && !request.TakesDeliveries)
        {
            return;
        }

        var since = await LastAsync(services, cancellation) - Overlap;
        var ended = all.Where(run => run.State.IsFinal() && run.UpdatedAt >= since).Select(run => run.Environment).ToHashSet(StringComparer.Ordinal);
        await Branches.LookAsync(
            repository, request.Repository, Host, environments => request.WatchBranches || environments.Any(ended.Contains), started, problems, cancellation);
    }

    private async Task StartReservedAsync(HashSet<string> over, List<string> started, CancellationToken cancellation)
    {
        await foreach (var reserved in _starter.ReservedAsync(cancellation))
        {
            // The history of a final run is removed after its retention; the run is over all the same.
            if (!over.Contains(reserved.Id) && await workflows.GetAsync(reserved.Id, cancellation) is null)
            {
                await _starter.EnsureStartedAsync(reserved, cancellation);
                started.Add(reserved.Id);
            }
        }
    }

    // Answers since when the run has a command that it has not read.
    private async Task<DateTimeOffset?> CareAsync(RunRecord run, SweepRequest request, DateTimeOffset now, List<string> rung, List<Finding> problems, CancellationToken cancellation)
    {
        var unread = await _commands.ReadAsync(run.Id, run.Seen, cancellation);
        var overdue = run.Until + Lateness <= now;
        var still = run.Until is null && Works(run.State) && run.UpdatedAt + request.StuckAfter <= now;
        if (still)
        {
            problems.Add(RunCodes.StandsStill.Finding($"Run {run.Id} is {run.State} and was not heard of since {run.UpdatedAt:u}."));
        }

        var freed = run.ReasonCode == RunCodes.Locked.Code && await _locks.OwnerAsync(run.Environment, cancellation) is null;
        if (unread.Count > 0 || overdue || still || freed)
        {
            await workflows.WakeAsync(run.Id, cancellation);
            if (run.Listening is { } child)
            {
                await workflows.WakeAsync(child, cancellation);
            }

            rung.Add(run.Id);
        }

        // A run that ends now writes its record before its engine ends it, so the record is looked at again.
        if (await workflows.GetAsync(run.Id, cancellation) is { State: not InstanceState.Running } ended && !(await _runs.RequireAsync(run.Id, cancellation)).State.IsFinal())
        {
            problems.Add(RunCodes.NotDriven.Finding($"Run {run.Id} is {run.State}; its engine says {ended.State}{(ended.Problem is { } why ? $": {why}" : "")}."));
        }

        return unread.Count > 0 ? unread[0].At : null;
    }

    private static bool Works(RunState state) => state is not (RunState.AwaitingApproval or RunState.AwaitingWindow or RunState.Paused) && !state.IsFinal();

    private async Task<List<string>> PromoteAsync(MetadataRepository metadata, CancellationToken cancellation)
    {
        var started = new List<string>();
        foreach (var (name, environment) in metadata.Environments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (environment.Policy is not { } policy || metadata.Policies[policy].Promotion is not { Start: PromotionStart.Auto } rule)
            {
                continue;
            }

            var candidate = (await _runs.ListAsync(rule.From, cancellation)).FirstOrDefault(run =>
                run.State.IsGood() && run is { TakenBackBy: null, Reverts: null, Heals: null } && run.UpdatedAt + rule.Soak <= services.Time.GetUtcNow());
            if (candidate is null)
            {
                continue;
            }

            var draft = _starter.Draft(name, candidate.Repository, candidate.Commit, candidate.Title, Host) with { PromotedFrom = candidate.Id, Pushers = candidate.Pushers, Forced = candidate.Forced };
            var answer = await _starter.StartAsync(draft, 1, cancellation);
            if (answer.TryGet(out var run) && run.Created)
            {
                started.Add(run.Run.Id);
            }
        }

        return started;
    }

    private sealed record Swept(DateTimeOffset At);
}
