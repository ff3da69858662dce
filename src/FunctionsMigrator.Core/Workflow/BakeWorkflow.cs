using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>Watches a wave: measures what is due, until the bake is over, something fails, or forty measurements are taken and the next piece goes on.</summary>
public static class BakeWorkflow
{
    private const int MostMeasurements = 40;

    /// <summary>Watches.</summary>
    public static async Task<BakeResult> RunAsync(IWorkflowContext context, BakeInput input)
    {
        var tallies = input.Tallies;
        for (var measurements = 0; measurements < MostMeasurements; measurements++)
        {
            var over = context.UtcNow >= input.Until;
            var reply = await RunScope.RetryAsync(
                context, () => context.CallAsync(Steps.Measure, new MeasureStep(input.Run, input.Wave, input.Waves, input.Started, tallies, over)));
            if (!reply.Succeeded)
            {
                return new BakeResult(AnalysisVerdict.Inconclusive, reply.Failure!.Message, tallies);
            }

            var measured = reply.Value!;
            tallies = measured.Tallies;
            if (measured.Verdict is AnalysisVerdict.Fail or AnalysisVerdict.Inconclusive || (over && measured.Verdict is AnalysisVerdict.Pass))
            {
                return new BakeResult(measured.Verdict, measured.Reason, tallies);
            }

            var next = measured.Next is { } due && (over || due < input.Until) ? due : input.Until;
            if (await context.WaitAsync(next) is WaitOutcome.Woken)
            {
                var commands = await context.CallAsync(Steps.ReadCommands, new CommandStep(input.Run, input.Seen));
                if (commands is { Succeeded: true, Value.Kind: not null })
                {
                    return new BakeResult(AnalysisVerdict.Open, null, tallies, Interrupted: true);
                }
            }
        }

        return new BakeResult(AnalysisVerdict.Open, null, tallies);
    }
}
