using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Following;

/// <summary>A run as it stood at one look.</summary>
/// <param name="Details">The run.</param>
/// <param name="Measured">What its analyses have measured so far, in order.</param>
internal sealed record RunReading(RunDetails Details, IReadOnlyList<Measurement> Measured);
