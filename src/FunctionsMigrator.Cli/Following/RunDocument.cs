using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>What verbs that start, decide or follow a run print under <c>--json</c>.</summary>
/// <param name="Run">The run as it stands.</param>
/// <param name="Targets">Its targets.</param>
/// <param name="Commands">What was asked of it, in order.</param>
/// <param name="ExitCode">Exit code of this call.</param>
/// <param name="Next">Command lines that make sense now.</param>
/// <param name="Notices">Who was told what, and what could not be sent.</param>
internal sealed record RunDocument(
    RunRecord Run, IReadOnlyList<TargetState> Targets, IReadOnlyList<RunCommand> Commands, int ExitCode, IReadOnlyList<string> Next, IReadOnlyList<NoticeRecord> Notices)
{
    /// <summary>The document of a run that a call ends with.</summary>
    public static RunDocument Of(RunDetails details, int exitCode) =>
        new(details.Run, details.Targets, details.Commands, exitCode, NextSteps.For(details.Run), details.Notices);
}
