using FunctionsMigrator.Core.Analyses;

namespace FunctionsMigrator.Web.Pages.Charts;

/// <summary>What analyses of a run measured, as drawings.</summary>
internal static class RunMeasures
{
    /// <summary>Measurements that a page looks at; what comes behind them is not drawn.</summary>
    public const int Most = 20_000;

    /// <summary>A series per analysis and region; what was bad comes first.</summary>
    public static IReadOnlyList<ChartSeries> Of(IEnumerable<Measurement> measurements) =>
    [
        .. measurements.GroupBy(measurement => (measurement.Analysis, measurement.Region)).Select(group => Series(group.Key.Analysis, group.Key.Region, [.. group.OrderBy(measurement => measurement.At)]))
            .OrderByDescending(series => series.Points.Count(point => point.Kind is ChartPointKind.Bad)).ThenByDescending(series => series.Points.Count(point => point.Kind is ChartPointKind.Unclear))
            .ThenBy(series => series.Name, StringComparer.Ordinal).ThenBy(series => series.Where, StringComparer.Ordinal),
    ];

    private static ChartSeries Series(string analysis, string region, List<Measurement> measurements) =>
        new(analysis, region, [.. measurements.Select(Point)], measurements[^1].Success, measurements[^1].Failure);

    private static ChartPoint Point(Measurement measurement) => new(
        measurement.At,
        measurement.Result,
        measurement.Verdict switch
        {
            MeasurementVerdict.Pass => ChartPointKind.Good,
            MeasurementVerdict.Fail => ChartPointKind.Bad,
            _ => ChartPointKind.Unclear,
        },
        measurement.Error);
}
