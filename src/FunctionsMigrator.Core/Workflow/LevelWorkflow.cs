using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>Starts the child runs of a wave, at most fifty at a level, and those that go on where one ended because its history was long.</summary>
public static class LevelWorkflow
{
    private const int Width = 50;
    private const int InOrderWidth = 20;

    /// <summary>Failures that are told of one call; more are counted as if nothing more had failed.</summary>
    internal const int MostFailures = 500;

    /// <summary>One level below a run: fifty groups, or fewer.</summary>
    public static Task<GroupResult> RunAsync(IWorkflowContext context, LevelInput input) =>
        CallAsync(context, input.Work, [.. Enumerable.Range(input.First, input.Count)], "g", input.Group);

    /// <summary>Works on groups of targets, side by side, and gathers what did not come through.</summary>
    /// <param name="context">The run, or a level of it.</param>
    /// <param name="work">What is done with each.</param>
    /// <param name="groups">Their numbers.</param>
    /// <param name="suffix">Start of the children's suffixes; new for every call of one parent.</param>
    /// <param name="input">The input of each but for its number.</param>
    internal static async Task<GroupResult> CallAsync(IWorkflowContext context, GroupWork work, IReadOnlyList<int> groups, string suffix, GroupInput input)
    {
        if (input.Budget is { } budget)
        {
            return await InOrderAsync(context, work, groups, suffix, input, budget);
        }

        if (groups.Count > Width)
        {
            var levels = groups.Chunk(Width).Select((chunk, level) => new ChildRun<LevelInput>($"{suffix}.l{level}", new LevelInput(work, chunk[0], chunk.Length, input))).ToList();
            return Gather(await context.CallWorkflowsAsync(Workflows.Level, levels, RunScope.Parallel));
        }

        var gathered = new GroupResult([]);
        var open = groups.Select(group => input with { Group = group }).ToList();
        for (var turn = 0; open.Count > 0; turn++)
        {
            var children = open.Select(group => new ChildRun<GroupInput>(turn == 0 ? $"{suffix}.{group.Group}" : $"{suffix}.{group.Group}.{turn}", group)).ToList();
            var replies = await context.CallWorkflowsAsync(NameOf(work), children, RunScope.Parallel);
            var result = Gather(replies);
            gathered = new GroupResult([.. gathered.Failures.Concat(result.Failures).Take(MostFailures)], gathered.Interrupted || result.Interrupted);
            open = gathered.Interrupted
                ? []
                : [.. open.Zip(replies).Where(pair => pair.Second.Value?.Next is not null).Select(pair => After(pair.First, pair.Second.Value!))];
        }

        return gathered;
    }

    /// <summary>How many units did not come through.</summary>
    internal static int FailedUnits(IEnumerable<TargetFailure> failures) => failures.Select(failure => failure.Address.Unit).Distinct(StringComparer.Ordinal).Count();

    // Twenty pieces one after the other at a level, and levels below levels for more: a group may need several child runs, and every one of them is two facts here.
    private static async Task<GroupResult> InOrderAsync(IWorkflowContext context, GroupWork work, IReadOnlyList<int> groups, string suffix, GroupInput input, int budget)
    {
        var size = 1;
        while (groups.Count > size * InOrderWidth)
        {
            size *= InOrderWidth;
        }

        var pieces = groups.Chunk(size).ToList();
        var gathered = new GroupResult([]);
        for (var piece = 0; piece < pieces.Count; piece++)
        {
            var left = budget - FailedUnits(gathered.Failures);
            var result = size == 1
                ? await CallAsync(context, work, pieces[piece], suffix, input with { Budget = null })
                : Gather(await context.CallWorkflowsAsync(
                    Workflows.Level, [new ChildRun<LevelInput>($"{suffix}.l{piece}", new LevelInput(work, pieces[piece][0], pieces[piece].Length, input with { Budget = left }))], 1));
            gathered = new GroupResult([.. gathered.Failures.Concat(result.Failures).Take(MostFailures)], result.Interrupted, Stopped: result.Stopped);
            if (gathered.Interrupted || gathered.Stopped is true || FailedUnits(gathered.Failures) > budget)
            {
                return gathered with { Stopped = gathered.Stopped is true || piece < pieces.Count - 1 ? true : null };
            }
        }

        return gathered;
    }

    // What failed is left alone by the child run that goes on.
    private static GroupInput After(GroupInput group, GroupResult result) => group with
    {
        From = result.Next!.Value,
        Skip = [.. group.Skip ?? [], .. result.Failures.Select(failure => failure.Address)],
    };

    private static GroupResult Gather(IReadOnlyList<StepReply<GroupResult>> replies)
    {
        var broken = replies.Where(reply => !reply.Succeeded).Select(reply => new TargetFailure(TargetFailure.OfNoTarget, reply.Failure!.Code, reply.Failure.Message));
        var results = replies.Where(reply => reply.Succeeded).Select(reply => reply.Value!).ToList();
        return new GroupResult([.. results.SelectMany(result => result.Failures).Concat(broken).Take(MostFailures)], results.Any(result => result.Interrupted), Stopped: results.Any(result => result.Stopped is true) ? true : null);
    }

    private static WorkflowName<GroupInput, GroupResult> NameOf(GroupWork work) => work switch
    {
        GroupWork.Plan => Workflows.PlanGroup,
        GroupWork.Capture => Workflows.CaptureGroup,
        GroupWork.Apply => Workflows.ApplyGroup,
        _ => Workflows.UndoGroup,
    };
}
