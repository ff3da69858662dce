namespace FunctionsMigrator.Core.Analyses;

/// <summary>The measurements of one analysis in one region, as people look at them: a line over time with its thresholds.</summary>
/// <param name="Analysis">Name of the analysis.</param>
/// <param name="Region">Region.</param>
/// <param name="Background">Whether it was measured during the whole rollout.</param>
/// <param name="Success">The successCondition of the newest one.</param>
/// <param name="Failure">The failureCondition of the newest one.</param>
/// <param name="Points">The measurements, the oldest first.</param>
public sealed record MeasuredSeries(string Analysis, string Region, bool Background, string? Success, string? Failure, IReadOnlyList<Measurement> Points)
{
    /// <summary>How many of them mean this.</summary>
    public int Count(MeasurementVerdict verdict) => Points.Count(point => point.Verdict == verdict);

    /// <summary>The numbers that the conditions compare with, each once, the smallest first: where lines are drawn.</summary>
    public IReadOnlyList<double> Thresholds() =>
        [.. new[] { Success, Failure }.SelectMany(text => text is not null && Condition.TryParse(text, out var condition, out _) ? condition.Bounds : []).Distinct().Order()];

    /// <summary>Measurements by analysis and region, in the order in which each was measured first.</summary>
    public static IReadOnlyList<MeasuredSeries> Of(IEnumerable<Measurement> measurements) =>
    [
        .. measurements.GroupBy(one => (one.Analysis, one.Region, Background: one.Background == true)).Select(group =>
        {
            IReadOnlyList<Measurement> points = [.. group];
            return new MeasuredSeries(group.Key.Analysis, group.Key.Region, group.Key.Background, points[^1].Success, points[^1].Failure, points);
        }),
    ];
}
