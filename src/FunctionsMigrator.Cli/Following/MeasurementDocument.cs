using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>What <c>fm status RUN --analyses --json</c> prints.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="State">Its state.</param>
/// <param name="Series">What each analysis measured in each region.</param>
internal sealed record MeasurementDocument(string Run, RunState State, IReadOnlyList<MeasurementDocument.MeasuredLine> Series)
{
    /// <summary>The document of a run.</summary>
    public static MeasurementDocument Of(RunRecord run, IReadOnlyList<MeasuredSeries> series) => new(
        run.Id, run.State, [.. series.Select(one => new MeasuredLine(one.Analysis, one.Region, one.Background, one.Success, one.Failure, one.Thresholds(), one.Points))]);

    /// <summary>One analysis in one region.</summary>
    internal sealed record MeasuredLine(
        string Analysis, string Region, bool Background, string? SuccessCondition, string? FailureCondition, IReadOnlyList<double> Thresholds, IReadOnlyList<Measurement> Measurements);
}
