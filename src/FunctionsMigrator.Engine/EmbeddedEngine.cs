using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Driving;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsMigrator.Engine;

/// <summary>
/// The durable engine for one machine. Any number of processes may use one store; a lease keeps two of them from driving the same run.
/// The members of <see cref="IWorkflowClient"/> throw <see cref="StoreException"/> when the store cannot be used; the driving members answer it.
/// </summary>
public sealed partial class EmbeddedEngine : IWorkflowClient
{
    private readonly EngineParts _parts;

    /// <summary>An engine over a store with the workflows and steps that this program has.</summary>
    /// <exception cref="ArgumentException">Two workflows or two steps have the same name.</exception>
    public EmbeddedEngine(
        IEventStore store, IEnumerable<WorkflowHandler> workflows, IEnumerable<StepHandler> steps, TimeProvider time,
        EngineOptions? options = null, ILogger<EmbeddedEngine>? logger = null)
    {
        options ??= new EngineOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.LeaseDuration, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.PollInterval, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RetryDelay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentRuns, 1, nameof(options));
        _parts = new EngineParts(
            store,
            workflows.ToDictionary(workflow => workflow.Name, StringComparer.Ordinal),
            steps.ToDictionary(step => step.Name, StringComparer.Ordinal),
            options,
            time,
            logger ?? NullLogger<EmbeddedEngine>.Instance);
    }

    private IEventStore Store => _parts.Store;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The id holds other characters than letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, or more than 200, or the input has more than 256 KiB.</exception>
    public async Task<bool> StartAsync<TIn, TOut>(
        WorkflowName<TIn, TOut> workflow, string instanceId, int version, TIn input, CancellationToken cancellation)
    {
        if (!InstanceId().IsMatch(instanceId))
        {
            throw new ArgumentException($"'{instanceId}' is no instance id: up to 200 letters, digits, '.', '_' and '-' are.", nameof(instanceId));
        }

        var start = new InstanceStarted(0, _parts.Time.GetUtcNow(), instanceId, workflow.Name, version, WorkflowLimits.Input(input), Root: instanceId);
        var created = await Store.CreateAsync(start, cancellation);
        _parts.Pulse.Beat();
        return created;
    }

    /// <inheritdoc/>
    public async Task<bool> WakeAsync(string instanceId, CancellationToken cancellation)
    {
        var rang = await Store.RingAsync(instanceId, cancellation);
        _parts.Pulse.Beat();
        return rang;
    }

    /// <inheritdoc/>
    public async Task<InstanceView?> GetAsync(string instanceId, CancellationToken cancellation) => (await Store.FindAsync(instanceId, cancellation))?.View;

    /// <inheritdoc/>
    public async IAsyncEnumerable<InstanceView> ListOpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var instance in Store.ListOpenAsync(cancellation))
        {
            yield return instance.View;
        }
    }

    /// <summary>
    /// Drives a run with its children until it ended or only waits for timers and bells; timers that come meanwhile are served. Nothing is lost
    /// when it is cancelled: steps in flight are asked to stop, what they answer is recorded, the lease is given back, and the run can be driven again.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<DriveOutcome> RunUntilIdleAsync(string runId, CancellationToken cancellation)
    {
        try
        {
            if (await Store.FindAsync(runId, cancellation) is not { Parent: null } root)
            {
                return new DriveOutcome(DriveState.NotFound);
            }

            if (root.Ended)
            {
                return Outcomes.Of(root);
            }

            var answer = await Store.LeaseAsync(runId, _parts.Options.Owner, _parts.Options.LeaseDuration, cancellation);
            if (answer.Granted is not { } lease)
            {
                return new DriveOutcome(DriveState.LeasedElsewhere, Owner: answer.HeldBy, LeasedUntil: answer.HeldUntil);
            }

            using var drive = new RunDrive(_parts, lease, cancellation);
            return await drive.RunAsync();
        }
        catch (StoreException failure)
        {
            return new DriveOutcome(DriveState.Unavailable, Problem: failure.Finding);
        }
    }

    /// <summary>
    /// Drives a run through timers and bells until it is final, or cannot go on (diverged, store unavailable). While another process drives it, this one
    /// watches, and takes over when the other is gone. The timeout ends waiting, never work: the answer is then the state in which the run rests;
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled; see <see cref="RunUntilIdleAsync"/>.</exception>
    public async Task<DriveOutcome> RunToEndAsync(string runId, TimeSpan timeout, CancellationToken cancellation)
    {
        var begun = _parts.Time.GetTimestamp();
        while (true)
        {
            var outcome = await RunUntilIdleAsync(runId, cancellation);
            if (outcome.State is not (DriveState.Waiting or DriveState.LeasedElsewhere))
            {
                return outcome;
            }

            try
            {
                for (var beat = _parts.Pulse.Next; !await WantsDrivingAsync(runId, cancellation); beat = _parts.Pulse.Next)
                {
                    if (timeout != Timeout.InfiniteTimeSpan && _parts.Time.GetElapsedTime(begun) >= timeout)
                    {
                        return outcome;
                    }

                    await _parts.PauseAsync(outcome.NextTimer, [beat], cancellation);
                }
            }
            catch (StoreException failure)
            {
                return new DriveOutcome(DriveState.Unavailable, Problem: failure.Finding);
            }
        }
    }

    /// <summary>
    /// Drives every open run of the store until it is cancelled: what is started, rung or due, what a crashed process left, and once at the beginning
    /// everything, because a newer program may fit what an older one did not. Removes what ended longer ago than the retention.
    /// </summary>
    public Task RunAsync(CancellationToken cancellation) => new EngineHost(this, _parts).RunAsync(cancellation);

    /// <summary>Removes the runs that ended before the instant, with their histories. Answers how many. Their ids could be used again.</summary>
    public async Task<int> PurgeAsync(DateTimeOffset endedBefore, CancellationToken cancellation)
    {
        const int atATime = 50;
        var total = 0;
        for (var purged = atATime; purged == atATime; total += purged)
        {
            purged = await Store.PurgeAsync(endedBefore, atATime, cancellation);
        }

        return total;
    }

    /// <summary>The history of an instance as JSON lines, or null when there is no such instance.</summary>
    public async Task<string?> ExportAsync(string instanceId, CancellationToken cancellation)
    {
        var facts = await Store.ReadAsync(instanceId, cancellation);
        return facts.Count == 0 ? null : Replaying.HistoryFile.Write(facts);
    }

    private async Task<bool> WantsDrivingAsync(string runId, CancellationToken cancellation) =>
        await Store.IsDueAsync(runId, cancellation) || await Store.FindAsync(runId, cancellation) is null or { Ended: true };

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,200}\z")]
    private static partial Regex InstanceId();
}
