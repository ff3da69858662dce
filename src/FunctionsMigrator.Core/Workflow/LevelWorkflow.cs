using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>Starts the child runs of a wave, at most fifty at a level, and those that go on where one ended because its history was long.</summary>
public static class LevelWorkflow
{
    private const int Width = 50;
    private const int MostFailures = 500;

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
        return new GroupResult([.. results.SelectMany(result => result.Failures).Concat(broken).Take(MostFailures)], results.Any(result => result.Interrupted));
    }

    private static WorkflowName<GroupInput, GroupResult> NameOf(GroupWork work) => work switch
    {
        GroupWork.Plan => Workflows.PlanGroup,
        GroupWork.Capture => Workflows.CaptureGroup,
        GroupWork.Apply => Workflows.ApplyGroup,
        _ => Workflows.UndoGroup,
    };
}
