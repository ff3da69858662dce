namespace FunctionsMigrator.Core.Analyses;

/// <summary>One measurement, judged.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Result">What the conditions were asked about: the number, or the ratio; the worst of several. Null: there is none that can be written.</param>
/// <param name="Why">Why there is no number, or what else is to be known about it.</param>
/// <param name="Number">Of a comparison, the number in the changed region.</param>
/// <param name="Baseline">Of a comparison, the number in the unchanged regions.</param>
/// <param name="Samples">How many samples stand behind the number; of a comparison, the fewer of both sides.</param>
public sealed record Judgement(MeasurementVerdict Verdict, double? Result = null, string? Why = null, double? Number = null, double? Baseline = null, double? Samples = null);
