namespace FunctionsMigrator.Core.Analyses;

/// <summary>One measurement (partition <c>measurements:RUN</c>).</summary>
/// <param name="Analysis">Name of the analysis.</param>
/// <param name="Region">Region.</param>
/// <param name="At">When.</param>
/// <param name="Result">The number; null: no data.</param>
/// <param name="Error">Why it could not be taken.</param>
public sealed record Measurement(string Analysis, string Region, DateTimeOffset At, double? Result, string? Error);
