using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Which progress fits a call.</summary>
internal static class RunProgress
{
    /// <summary>A table at a terminal, lines elsewhere, nothing under <c>--json</c>.</summary>
    public static IRunProgress For(Call call) => call.Json ? new SilentProgress()
        : call.Output.Live ? new LiveProgress(call.Output, call.Session.Terminal.Height)
        : new PlainProgress(call.Output);
}
