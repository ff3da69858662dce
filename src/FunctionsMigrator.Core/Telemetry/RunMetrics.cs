using System.Diagnostics;
using System.Diagnostics.Metrics;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>The instruments. Names and units follow OpenTelemetry: durations in seconds, counts in what is counted.</summary>
internal sealed class RunMetrics
{
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _runDuration;
    private readonly Gauge<long> _open;
    private readonly Gauge<double> _age;
    private readonly Gauge<double> _commandAge;
    private readonly Histogram<double> _approval;
    private readonly Histogram<double> _wave;
    private readonly Histogram<double> _bake;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _rollbacks;
    private readonly Counter<long> _drift;
    private readonly Counter<long> _sweeps;
    private readonly Histogram<double> _sweepDuration;

    public RunMetrics(Meter meter)
    {
        // From a poll of seconds to a freeze of weeks; and from a cached read to a step that uses its whole time.
        var waits = new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200, 604_800, 1_814_400] };
        var work = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] };
        _runs = meter.CreateCounter<long>("fm.run.count", "{run}", "Runs that entered a state.");
        _runDuration = meter.CreateHistogram("fm.run.duration", "s", "From the start of a run to its final state.", advice: waits);
        _open = meter.CreateGauge<long>("fm.run.open", "{run}", "Runs in each state that is not final, at the last sweep.");
        _age = meter.CreateGauge<double>("fm.run.age", "s", "How long the oldest run of each state that is not final has been in it, at the last sweep; 0 for none.");
        _commandAge = meter.CreateGauge<double>("fm.command.age", "s", "Age of the oldest command that its run has not read, at the last sweep; 0 for none.");
        _approval = meter.CreateHistogram("fm.approval.duration", "s", "How long a plan waited for people.", advice: waits);
        _wave = meter.CreateHistogram("fm.wave.duration", "s", "From the start of a wave until it is written and read back, pauses included.", advice: waits);
        _bake = meter.CreateHistogram("fm.bake.duration", "s", "How long a wave was watched, pauses included.", advice: waits);
        _changes = meter.CreateCounter<long>("fm.change.count", "{change}", "Changes written to targets or taken back, by their receipts.");
        _rollbacks = meter.CreateCounter<long>("fm.rollback.count", "{rollback}", "Rollbacks begun.");
        _drift = meter.CreateCounter<long>("fm.drift.count", "{item}", "Items found moved on a target and not in git, each time they are looked at.");
        StepDuration = meter.CreateHistogram("fm.step.duration", "s", "Executions of steps.", advice: work);
        _sweeps = meter.CreateCounter<long>("fm.sweep.count", "{sweep}", "Sweeps: the heartbeat of a host.");
        _sweepDuration = meter.CreateHistogram("fm.sweep.duration", "s", "Duration of sweeps.", advice: work);
    }

    /// <summary>Executions of steps.</summary>
    public Histogram<double> StepDuration { get; }

    /// <summary>A run is in a state that it was not in before.</summary>
    public void Entered(RunRecord run)
    {
        _runs.Add(1, Of(run.Environment, (TelemetryNames.RunState, run.State.ToString()), (TelemetryNames.RunFinal, run.State.IsFinal())));
        if (run is { State: RunState.Received, Reverts: not null })
        {
            _rollbacks.Add(1, Of(run.Environment, (TelemetryNames.RollbackKind, "run")));
        }
    }

    /// <summary>A run left a state for another one.</summary>
    public void Moved(RunRecord before, RunRecord after)
    {
        Entered(after);
        if (after.State is RunState.RollingBack)
        {
            _rollbacks.Add(1, Of(after.Environment, (TelemetryNames.RollbackKind, "compensation"), (TelemetryNames.ErrorType, after.ReasonCode)));
        }

        if (before is { State: RunState.AwaitingApproval, Since: { } asked })
        {
            _approval.Record((after.UpdatedAt - asked).TotalSeconds, Of(after.Environment, (TelemetryNames.Outcome, OutcomeOf(after.State))));
        }

        if (after.State.IsFinal())
        {
            _runDuration.Record((after.UpdatedAt - after.StartedAt).TotalSeconds, Of(after.Environment, (TelemetryNames.RunState, after.State.ToString())));
        }
    }

    /// <summary>A wave was written, or watched.</summary>
    public void PhaseEnded(string environment, RunPhase phase) =>
        (phase.Kind is PhaseKind.Wave ? _wave : _bake).Record(
            (phase.Ended!.Value - phase.Since).TotalSeconds, Of(environment, (TelemetryNames.Outcome, phase.Passed ? "passed" : "failed")));

    /// <summary>Receipts of changes stand that did not stand before.</summary>
    public void Written(string environment, Direction direction, IReadOnlyList<Receipt> receipts)
    {
        var ours = receipts.Count(receipt => receipt.Ours);
        if (ours > 0)
        {
            _changes.Add(ours, Of(environment, (TelemetryNames.Direction, direction is Direction.Apply ? "apply" : "undo")));
        }
    }

    /// <summary>Items moved.</summary>
    public void Drift(string environment, int items) => _drift.Add(items, Of(environment));

    /// <summary>What a sweep saw. States without a run are told too, so that nothing old stands there.</summary>
    public void Queues(IReadOnlyList<RunRecord> open, DateTimeOffset? oldestCommand, DateTimeOffset now)
    {
        foreach (var state in Enum.GetValues<RunState>().Where(state => !state.IsFinal()))
        {
            var there = open.Where(run => run.State == state).ToList();
            var oldest = there.Count == 0 ? now : there.Min(run => run.Since ?? run.UpdatedAt);
            var tag = new KeyValuePair<string, object?>(TelemetryNames.RunState, state.ToString());
            _open.Record(there.Count, tag);
            _age.Record(Seconds(now - oldest), tag);
        }

        _commandAge.Record(oldestCommand is { } at ? Seconds(now - at) : 0);
    }

    /// <summary>A sweep ended.</summary>
    public void Swept(TimeSpan duration, string? error)
    {
        var tags = new TagList();
        if (error is not null)
        {
            tags.Add(TelemetryNames.ErrorType, error);
        }

        _sweeps.Add(1, tags);
        _sweepDuration.Record(duration.TotalSeconds, tags);
    }

    // The clocks of two machines differ by a little; an age below nothing would be a riddle.
    private static double Seconds(TimeSpan age) => Math.Max(0, age.TotalSeconds);

    private static string OutcomeOf(RunState state) => state switch
    {
        RunState.AwaitingWindow or RunState.Applying => "approved",
        RunState.Rejected => "rejected",
        RunState.Expired => "expired",
        RunState.Superseded => "superseded",
        RunState.Cancelled => "cancelled",
        RunState.Rehearsing => "void",
        _ => "failed",
    };

    private static TagList Of(string environment, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var tags = new TagList { { TelemetryNames.Environment, environment } };
        foreach (var (name, value) in more)
        {
            if (value is not null)
            {
                tags.Add(name, value);
            }
        }

        return tags;
    }
}
