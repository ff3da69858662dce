namespace FunctionsMigrator.Core.Analyses;

/// <summary>One measurement (partition <c>measurements:RUN</c>). Members behind the fifth are absent in those that older versions kept.</summary>
/// <param name="Analysis">Name of the analysis.</param>
/// <param name="Region">Region.</param>
/// <param name="At">When.</param>
/// <param name="Result">What the conditions were asked about: the number, or the ratio of a comparison; null: there is none.</param>
/// <param name="Error">Why there is no number, or what else is to be known about it, such as a warning of the service.</param>
/// <param name="Verdict">What it means by itself.</param>
/// <param name="Wave">The wave that was at work.</param>
/// <param name="Success">The analysis's successCondition.</param>
/// <param name="Failure">The analysis's failureCondition.</param>
/// <param name="Number">Of a comparison, the number in the changed region.</param>
/// <param name="Baseline">Of a comparison, the number in the unchanged regions.</param>
/// <param name="Samples">How many samples stand behind it.</param>
/// <param name="Background">Whether it was measured during the whole rollout, and not for the wave's bake alone.</param>
/// <param name="Limits">What decides over the analysis.</param>
public sealed record Measurement(
    string Analysis,
    string Region,
    DateTimeOffset At,
    double? Result,
    string? Error,
    MeasurementVerdict? Verdict = null,
    int? Wave = null,
    string? Success = null,
    string? Failure = null,
    double? Number = null,
    double? Baseline = null,
    double? Samples = null,
    bool? Background = null,
    MeasurementLimits? Limits = null)
{
    /// <summary>The judgement that was made of it; null for one that an older version kept.</summary>
    public Judgement? Judged() => Verdict is { } verdict ? new Judgement(verdict, Result, Error, Number, Baseline, Samples) : null;
}
