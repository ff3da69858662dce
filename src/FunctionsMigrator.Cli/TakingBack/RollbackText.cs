using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Planning;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.TakingBack;

/// <summary>What taking a run back would do, for people, or as the plan's JSON.</summary>
internal static class RollbackText
{
    /// <summary>Shows it.</summary>
    /// <param name="call">Where.</param>
    /// <param name="preview">What.</param>
    /// <param name="findings">What was found beside it.</param>
    /// <param name="document">Whether it is the call's one document under <c>--json</c>.</param>
    /// <param name="lines">Reads the lines of a target's plan.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task ShowAsync(
        Call call, RollbackPreview preview, IReadOnlyList<Finding> findings, bool document, Func<TargetPlan, CancellationToken, IAsyncEnumerable<Change>> lines, CancellationToken cancellation)
    {
        var plan = new PlanView(preview.Plan, lines);
        if (call.Json)
        {
            if (document)
            {
                await PlanJson.WriteAsync(call.Output.Terminal.OutStream, plan, cancellation);
                await call.Output.Terminal.Out.WriteLineAsync();
            }

            return;
        }

        call.Output.Line(($"Taking back {preview.Run}", Tone.Strong), (preview.Way is RollbackWay.Git ? "  only git knows the way: this is what the commit before would do" : "", Tone.Caution));
        FindingLines.Print(call.Output, findings);
        await foreach (var line in PlanText.RenderAsync(plan, new PlanLimits(), cancellation))
        {
            call.Output.Line(line.Text, PlanTones.Of(line.Tone));
        }
    }
}
