using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>
/// Measures the background analyses while a wave is written: one child works, another one looks, and each ends soon after the other. The one that works says so in the store when it is
/// done; the one that looks stops the work at the next batch by what its measuring step leaves there.
/// </summary>
public static class WatchWorkflow
{
    private const int MostLooks = 20;
    private const int MostPieces = 150;
    private const int PauseShare = 8;
    private const int LookShare = 240;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(15);

    /// <summary>Works on groups of targets and measures meanwhile.</summary>
    /// <param name="context">The run.</param>
    /// <param name="waves">Name of the blob with the waves.</param>
    /// <param name="work">The groups.</param>
    /// <param name="suffix">Start of the children's suffixes; new for every call of one parent.</param>
    internal static async Task<(GroupResult Result, BakeResult Watched)> CallAsync(IWorkflowContext context, string waves, LevelInput work, string suffix)
    {
        var watched = new WatchedInput(work.Group.Run, work.Group.Wave, waves, context.UtcNow, $"{context.InstanceId}.{suffix}", null);
        var replies = await context.CallWorkflowsAsync(
            Workflows.Watched,
            [
                new ChildRun<WatchedInput>($"{suffix}.work", watched with { Work = work with { Group = work.Group with { Watch = watched.Mark } } }),
                new ChildRun<WatchedInput>($"{suffix}.watch", watched),
            ],
            2);
        var result = replies[0] is { Succeeded: true, Value.Result: { } done }
            ? done
            : new GroupResult([new TargetFailure(TargetFailure.OfNoTarget, replies[0].Failure!.Code, replies[0].Failure!.Message)]);
        return (result, replies[1] is { Succeeded: true, Value.Watched: { } seen } ? seen : new BakeResult(AnalysisVerdict.Inconclusive, replies[1].Failure!.Message, []));
    }

    /// <summary>One of the two, or a piece of the one that looks.</summary>
    public static Task<WatchedResult> RunAsync(IWorkflowContext context, WatchedInput input) =>
        input.Work is { } work ? WorkAsync(context, input, work) : input.Piece is null ? LookOnAsync(context, input) : LookAsync(context, input);

    private static async Task<WatchedResult> WorkAsync(IWorkflowContext context, WatchedInput input, LevelInput work)
    {
        var result = await LevelWorkflow.CallAsync(context, work.Work, [.. Enumerable.Range(work.First, work.Count)], "g", work.Group);
        await RunScope.RetryAsync(context, () => context.CallAsync(Steps.Measure, Step(input) with { Last = true }));
        return new WatchedResult(Result: result);
    }

    private static async Task<WatchedResult> LookOnAsync(IWorkflowContext context, WatchedInput input)
    {
        for (var piece = 0; piece < MostPieces; piece++)
        {
            var reply = (await context.CallWorkflowsAsync(Workflows.Watched, [new ChildRun<WatchedInput>($"{piece}", input with { Piece = piece })], 1))[0];
            if (!reply.Succeeded)
            {
                return Unseen(reply.Failure!.Message);
            }

            if (reply.Value!.Watched is not null)
            {
                return reply.Value;
            }
        }

        return Unseen("the wave took longer than its background analyses are measured");
    }

    // The longer the work lasts, the more seldom somebody looks whether it is over: that costs an eighth of its time at most. Analyses that are due every second are measured more seldom
    // too, when the work lasts for long: that bounds the looks.
    private static async Task<WatchedResult> LookAsync(IWorkflowContext context, WatchedInput input)
    {
        for (var looks = 0; looks < MostLooks; looks++)
        {
            var reply = await RunScope.RetryAsync(context, () => context.CallAsync(Steps.Measure, Step(input)));
            if (!reply.Succeeded)
            {
                return Unseen(reply.Failure!.Message);
            }

            var measured = reply.Value!;
            if (measured.Over is true || measured.Verdict is not AnalysisVerdict.Open)
            {
                return new WatchedResult(Watched: new BakeResult(measured.Verdict, measured.Reason, []));
            }

            var lasted = context.UtcNow - input.Started;
            var again = context.UtcNow + Bounded(lasted / PauseShare, LeastPause);
            var soonest = context.UtcNow + Bounded(lasted / LookShare, TimeSpan.Zero);
            await context.DelayUntilAsync(measured.Next is { } due && due < again ? (due < soonest ? soonest : due) : again);
        }

        return new WatchedResult();
    }

    private static TimeSpan Bounded(TimeSpan pause, TimeSpan least) => pause < least ? least : pause > MostPause ? MostPause : pause;

    private static WatchedResult Unseen(string reason) => new(Watched: new BakeResult(AnalysisVerdict.Inconclusive, reason, []));

    private static MeasureStep Step(WatchedInput input) => new(input.Run, input.Wave, input.Waves, input.Started, [], Last: false, Watch: input.Mark);
}
