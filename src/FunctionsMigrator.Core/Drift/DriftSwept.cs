using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Drift;

/// <summary>What a host's look for drift came to.</summary>
/// <param name="Records">What the last look found in each environment.</param>
/// <param name="Started">Runs that were started over what drifted.</param>
/// <param name="Problems">What could not be looked at or started.</param>
public sealed record DriftSwept(IReadOnlyList<DriftRecord> Records, IReadOnlyList<string> Started, IReadOnlyList<Finding> Problems);
