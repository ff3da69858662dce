using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>What <c>fm status --json</c> prints.</summary>
/// <param name="Runs">Runs, newest first.</param>
/// <param name="Environments">What their environments hold.</param>
internal sealed record RunListDocument(IReadOnlyList<RunRecord> Runs, IReadOnlyList<EnvironmentStanding> Environments)
{
    /// <summary>With <c>--env</c>: which commits wait behind which run, and which were replaced by what.</summary>
    public RunQueue? Queue { get; init; }

    /// <summary>Loops of the hosts that stopped; absent where none did.</summary>
    public IReadOnlyList<StoppedLoop>? Stopped { get; init; }
}
