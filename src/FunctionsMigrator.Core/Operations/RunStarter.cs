using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Makes runs. A create-only reservation decides which run exists for an environment, a commit and an attempt; the run is started behind it, and started again by whoever
/// finds a reservation without an instance.
/// </summary>
internal sealed class RunStarter(MigratorServices services, IWorkflowClient workflows)
{
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly CommandLog _commands = new(services.Store.Records);

    public RunRecord Draft(string environment, string repository, CommitInfo commit, Caller caller) =>
        Draft(environment, repository, commit.Sha, commit.Message.Split('\n')[0].Trim(), caller);

    public RunRecord Draft(string environment, string repository, string commit, string? title, Caller caller)
    {
        var now = services.Time.GetUtcNow();
        return new RunRecord
        {
            Id = "",
            Environment = environment,
            Repository = repository,
            Commit = commit,
            Title = title,
            Version = Workflows.CurrentVersion,
            StartedBy = caller.Name,
            StartedAt = now,
            UpdatedAt = now,
            Since = now,
        };
    }

    /// <summary>The attempt behind all that were made for the draft's environment, commit and purpose.</summary>
    public async Task<int> NextAttemptAsync(RunRecord draft, CancellationToken cancellation)
    {
        var attempt = 1;
        while (await services.Store.Records.GetAsync(RunPartitions.Reservations, Reservation(draft, attempt), cancellation) is not null)
        {
            attempt++;
        }

        return attempt;
    }

    /// <summary>The run of an attempt as it stands; null where none is reserved, or it has no record yet.</summary>
    public async Task<RunRecord?> FindAsync(RunRecord draft, int attempt, CancellationToken cancellation) =>
        await services.Store.Records.GetAsync(RunPartitions.Reservations, Reservation(draft, attempt), cancellation) is { } reserved
            ? (await services.Store.Records.GetAsync(RunPartitions.Runs, reserved.Read<Reserved>().Run.Id, cancellation))?.Read<RunRecord>()
            : null;

    /// <summary>Reserves and starts; answers the run that exists when there is one.</summary>
    public async Task<Outcome<StartedRun>> StartAsync(RunRecord draft, int attempt, CancellationToken cancellation)
    {
        draft = draft with { Attempt = attempt, Id = await FreeIdAsync(draft, cancellation) };
        using var span = RunTrace.Start(services.Telemetry, draft, await CauseAsync(draft, cancellation));
        draft = draft with { Trace = RunTrace.Stored(services.Telemetry, span, draft.Id) };
        var reservation = Reservation(draft, attempt);

        // Whoever stops waiting here has started a run, and is told which: what is reserved is started to its end.
        var none = CancellationToken.None;
        cancellation.ThrowIfCancellationRequested();
        var created = await services.Store.Records.TryCreateAsync(RunPartitions.Reservations, reservation, new Reserved(draft), none) is not null;
        var reserved = (await services.Store.Records.GetAsync(RunPartitions.Reservations, reservation, none))!.Read<Reserved>().Run;
        var run = await EnsureStartedAsync(reserved, none);
        if (created && run is { Reverts: null, Heals: null })
        {
            await SupersedeAsync(run, none);
        }

        span?.SetTag(TelemetryNames.RunId, run.Id).SetTag(TelemetryNames.RunCreated, created);
        return Outcome.Of(new StartedRun(run, created));
    }

    /// <summary>Starts what is reserved and has no instance: what a crash between the two left behind.</summary>
    public async Task<RunRecord> EnsureStartedAsync(RunRecord reserved, CancellationToken cancellation)
    {
        await _runs.TryCreateAsync(reserved, cancellation);
        if (await _runs.RequireAsync(reserved.Id, cancellation) is { } known && known.State.IsFinal())
        {
            // Its history may be past its retention; that it is over stays known.
            return known;
        }

        await workflows.StartAsync(Workflows.Run, reserved.Id, reserved.Version, new RunInput(reserved.Id, reserved.Reverts is not null), cancellation);
        return await _runs.RequireAsync(reserved.Id, cancellation);
    }

    /// <summary>All reservations.</summary>
    public async IAsyncEnumerable<RunRecord> ReservedAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in services.Store.Records.ListAsync(RunPartitions.Reservations, "", cancellation))
        {
            yield return stored.Read<Reserved>().Run;
        }
    }

    private static string Reservation(RunRecord run, int attempt) => run.Reverts is { } reverts
        ? $"{run.Environment}/rollback:{reverts}/{attempt.ToString(CultureInfo.InvariantCulture)}"
        : run.Heals is { } heal
        ? $"{run.Environment}/heal:{heal.Run}/{attempt.ToString(CultureInfo.InvariantCulture)}"
        : $"{run.Environment}/{run.Commit}/{attempt.ToString(CultureInfo.InvariantCulture)}";

    private async Task<string> FreeIdAsync(RunRecord draft, CancellationToken cancellation)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{draft.Environment}-{draft.StartedAt.UtcDateTime:yyyyMMdd-HHmmss}-{draft.Commit[..7]}");
        var free = id;
        for (var n = 2; await services.Store.Records.GetAsync(RunPartitions.Runs, free, cancellation) is not null; n++)
        {
            free = $"{id}-{n.ToString(CultureInfo.InvariantCulture)}";
        }

        return free;
    }

    // The run that this one comes from, for whoever follows a change through its traces.
    private async Task<RunRecord?> CauseAsync(RunRecord draft, CancellationToken cancellation) =>
        services.Telemetry.Source.HasListeners() && (draft.PromotedFrom ?? draft.Reverts) is { } cause ? await _runs.RequireAsync(cause, cancellation) : null;

    // The newest commit replaces runs that have not written yet; each of them decides by its policy whether it gives way.
    private async Task SupersedeAsync(RunRecord run, CancellationToken cancellation)
    {
        foreach (var other in await _runs.ListAsync(run.Environment, cancellation))
        {
            if (other.Id == run.Id || other.State.IsFinal() || !other.State.IsWaiting() || other.Reverts is not null || other.Heals is not null || other.Commit == run.Commit || other.StartedAt > run.StartedAt)
            {
                continue;
            }

            await _commands.AppendAsync(other.Id, new RunCommand(0, CommandKind.Supersede, run.StartedBy, services.Time.GetUtcNow(), Target: run.Id), cancellation);
            await workflows.WakeAsync(other.Id, cancellation);
        }
    }

    private sealed record Reserved(RunRecord Run);
}
