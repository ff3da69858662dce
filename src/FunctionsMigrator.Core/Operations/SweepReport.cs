using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What a sweep did.</summary>
/// <param name="At">When it began.</param>
/// <param name="Started">Runs that it started.</param>
/// <param name="Rung">Open runs whose bell it rang.</param>
/// <param name="Problems">What it could not do, and runs that stand still.</param>
public sealed record SweepReport(DateTimeOffset At, IReadOnlyList<string> Started, IReadOnlyList<string> Rung, IReadOnlyList<Finding> Problems);
