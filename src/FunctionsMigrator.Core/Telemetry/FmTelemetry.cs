using System.Diagnostics;
using System.Diagnostics.Metrics;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>
/// What the product tells about itself: spans, metrics and logs, as <c>docs/telemetry.md</c> lists them. Hosts listen by the name <see cref="TelemetryNames.Source"/>; while nobody
/// listens, nothing is measured. Neither values nor secrets are ever told: only names, ids, digests, counts, durations and codes.
/// </summary>
public sealed class FmTelemetry : IDisposable
{
    /// <summary>Telemetry that tells its spans and metrics to whoever listens in this process, and logs nothing.</summary>
    public static FmTelemetry Shared { get; } = new();

    /// <summary>Telemetry of one host.</summary>
    /// <param name="log">Where entries of the log go, category <see cref="TelemetryNames.Source"/>; null: nowhere.</param>
    public FmTelemetry(ILogger? log = null)
    {
        var version = typeof(FmTelemetry).Assembly.GetName().Version?.ToString(3);
        Log = log ?? NullLogger.Instance;
        Source = new ActivitySource(TelemetryNames.Source, version);
        Meter = new Meter(TelemetryNames.Source, version);
        Metrics = new RunMetrics(Meter);
    }

    /// <summary>Makes the spans.</summary>
    public ActivitySource Source { get; }

    /// <summary>Owns the instruments.</summary>
    public Meter Meter { get; }

    /// <summary>Takes the entries of the log.</summary>
    internal ILogger Log { get; }

    /// <summary>The instruments.</summary>
    internal RunMetrics Metrics { get; }

    /// <summary>Whether anybody wants to know of steps.</summary>
    internal bool ObservesSteps => Source.HasListeners() || Metrics.StepDuration.Enabled || Log.IsEnabled(LogLevel.Warning);

    /// <summary>Items of an environment were found moved on their targets and not in git; nothing for none.</summary>
    public void DriftFound(string environment, int items) => DriftFound(environment, items, "", "");

    /// <inheritdoc/>
    public void Dispose()
    {
        Source.Dispose();
        Meter.Dispose();
    }

    /// <summary>As <see cref="DriftFound(string, int)"/>, while a run made its plan.</summary>
    internal void DriftFound(string environment, int items, string run, string plan)
    {
        if (items > 0)
        {
            Metrics.Drift(environment, items);
            Log.DriftFound(items, environment, run, plan);
        }
    }

    /// <summary>A sweep was done.</summary>
    internal void Swept(SweepReport report, TimeSpan duration)
    {
        Metrics.Swept(duration, null);
        foreach (var run in report.Started)
        {
            Log.SweepStarted(run);
        }

        foreach (var problem in report.Problems)
        {
            Log.SweepProblem(problem.Code, problem.Message);
        }

        Log.Swept(report.Started.Count, report.Rung.Count, report.Problems.Count, duration.TotalSeconds);
    }

    /// <summary>A sweep could not be done.</summary>
    internal void SweepFailed(string code, TimeSpan duration)
    {
        Metrics.Swept(duration, code);
        Log.SweepFailed(code);
    }

    /// <summary>A run was made.</summary>
    internal void Received(RunRecord run)
    {
        Metrics.Entered(run);
        Log.RunStarted(run.Id, run.Environment, run.Commit, run.StartedBy);
    }

    /// <summary>A run's record was changed; called once for each change that stands.</summary>
    internal void Changed(RunRecord before, RunRecord after)
    {
        if (before.State != after.State)
        {
            Metrics.Moved(before, after);
            RunLog.Moved(Log, after);
        }

        if (after.Phase is { Ended: not null } phase && before.Phase is { Ended: null } open && open.Since == phase.Since)
        {
            Metrics.PhaseEnded(after.Environment, phase);
            RunLog.PhaseEnded(Log, after, phase);
        }
    }
}
