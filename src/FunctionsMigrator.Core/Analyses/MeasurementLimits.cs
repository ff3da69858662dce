namespace FunctionsMigrator.Core.Analyses;

/// <summary>What decides over an analysis, as its definition says it where it is measured.</summary>
/// <param name="Failures">More failed measurements than this fail the wave.</param>
/// <param name="Inconclusive">More inconclusive measurements than this pause the run.</param>
/// <param name="ErrorsInARow">More errors in a row than this pause the run.</param>
/// <param name="Count">How many measurements are taken; null: as many as fit.</param>
public sealed record MeasurementLimits(int Failures, int Inconclusive, int ErrorsInARow, int? Count = null);
