using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>Watches a wave: measures what is due, until the bake is over, something fails, or forty measurements are taken and the next piece goes on.</summary>
public static class BakeWorkflow
{
    private const int MostMeasurements = 40;
    private const int MostPieces = 40;

    /// <summary>Watches piece by piece, until one says more than that it goes on, or forty are over. Each piece hears the run's bell while it lasts.</summary>
    public static async Task<BakeResult> RunChainAsync(IWorkflowContext context, BakeInput input)
    {
        var result = new BakeResult(AnalysisVerdict.Open, null, input.Tallies);
        for (var piece = 0; piece < MostPieces && result is { Verdict: AnalysisVerdict.Open, Interrupted: false }; piece++)
        {
            var suffix = $"{piece}";
            var entered = await RunScope.RetryAsync(context, () => context.CallAsync(
                Steps.EnterState,
                new EnterStep(input.Run, RunState.Baking, Until: input.Until, Wave: input.Wave, Listening: $"{context.InstanceId}.{suffix}", Waves: input.Waves)));
            entered.Require();
            var reply = (await context.CallWorkflowsAsync(Workflows.Bake, [new ChildRun<BakeInput>(suffix, input with { Tallies = result.Tallies })], 1))[0];
            result = reply.Succeeded ? reply.Value! : new BakeResult(AnalysisVerdict.Inconclusive, reply.Failure!.Message, result.Tallies);
        }

        return result;
    }

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
                if (commands is { Succeeded: true } && commands.Value! is { Kind: not null } or { Over: true })
                {
                    return new BakeResult(AnalysisVerdict.Open, null, tallies, Interrupted: true);
                }
            }
        }

        return new BakeResult(AnalysisVerdict.Open, null, tallies);
    }
}
