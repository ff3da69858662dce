using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>The exit codes of <c>fm</c>; documented in <c>docs/cli.md</c>, never renumbered.</summary>
internal static class ExitCode
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Done = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>Changes are pending (<c>plan</c>, <c>compare</c>, <c>checksum --check</c> never: that is a failure).</summary>
    public const int Pending = 2;

    /// <summary>Blocked by policy, or still waiting.</summary>
    public const int Waiting = 3;

    /// <summary>Rolled back.</summary>
    public const int RolledBack = 4;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 64;

    /// <summary>The code for something that could not be done: 64 for wrong usage, 3 where only a rule or a wait stands in the way, else 1.</summary>
    public static int For(IReadOnlyList<Finding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == Severity.Error).ToList();
        return errors.Count > 0 && errors.All(IsUsage) ? Usage
            : errors.Count > 0 && errors.All(IsBlocked) ? Waiting
            : Failed;
    }

    private static bool IsUsage(Finding finding) => finding.Code == CliCodes.Usage.Code;

    private static bool IsBlocked(Finding finding) =>
        finding.Code.StartsWith("POL", StringComparison.Ordinal) || finding.Code == RunCodes.Locked.Code || finding.Code == RunCodes.NoCandidate.Code;
}
