using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Which progress fits a call.</summary>
internal static class RunProgress
{
    /// <summary>A picture at a terminal, lines elsewhere, nothing under <c>--json</c>.</summary>
    public static IRunProgress For(Call call, RunTimeline? timeline = null) => call.Json ? new SilentProgress()
        : call.Output.Live ? new LiveProgress(call.Output, call.Session.Time, timeline ?? new RunTimeline())
        : new PlainProgress(call.Output);
}
