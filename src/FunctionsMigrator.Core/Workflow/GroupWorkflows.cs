using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>Child runs over one group of at most fifty targets. A target that fails leaves its group; its neighbours go on.</summary>
public static class GroupWorkflows
{
    /// <summary>Plans and rehearses. What keeps a target from being applied is in its plan, so nothing fails here but the machinery.</summary>
    public static async Task<GroupResult> PlanAsync(IWorkflowContext context, GroupInput input)
    {
        var group = await LoadAsync(context, input);
        if (group.Failure is not null)
        {
            return Broken(group.Failure);
        }

        var targets = group.Require().Targets;
        var plan = input.TakesBack ? Steps.PlanRollback : Steps.PlanTarget;
        var planned = await CallAllAsync(context, plan, [.. targets.Select(target => new TargetStep(input.Run, target.Address, input.Round))]);
        var rehearse = targets.Zip(planned).Where(pair => pair.Second is { Succeeded: true, Value.Rehearse: true }).Select(pair => pair.First).ToList();
        var rehearsed = await CallAllAsync(context, Steps.RehearseTarget, [.. rehearse.Select(target => new TargetStep(input.Run, target.Address, input.Round))]);
        return new GroupResult([.. Failures(targets, planned), .. Failures(rehearse, rehearsed)]);
    }

    /// <summary>Checks that every target still is what its plan was made from, and keeps the before-images.</summary>
    public static async Task<GroupResult> CaptureAsync(IWorkflowContext context, GroupInput input)
    {
        var group = await LoadAsync(context, input);
        return group.Failure is not null ? Broken(group.Failure) : new GroupResult(await CaptureAsync(context, input, group.Require().Targets));
    }

    /// <summary>Applies round by round, then reads back.</summary>
    public static async Task<GroupResult> ApplyAsync(IWorkflowContext context, GroupInput input)
    {
        var group = await LoadAsync(context, input);
        if (group.Failure is not null)
        {
            return Broken(group.Failure);
        }

        var alive = group.Require().Targets.Where(target => input.Skip?.Any(skipped => skipped.Unit == target.Address.Unit) != true).ToList();
        var failures = new List<TargetFailure>();
        if (input.Check)
        {
            Drop(await CaptureAsync(context, input, alive));
        }

        for (var round = 0; round <= LastRound(alive); round++)
        {
            var (failed, interrupted) = await WriteAsync(context, Steps.ApplyChanges, input, alive, round);
            Drop(failed);
            if (interrupted)
            {
                return new GroupResult(failures, Interrupted: true);
            }
        }

        Drop(await VerifyAsync(context, Steps.VerifyTarget, input, alive));
        return new GroupResult(failures);

        // A unit whose target failed does not go on either: its later rounds may depend on the earlier ones.
        void Drop(IReadOnlyList<TargetFailure> failed)
        {
            failures.AddRange(failed);
            alive.RemoveAll(target => failed.Any(failure => failure.Address.Unit == target.Address.Unit));
        }
    }

    /// <summary>Takes back round by round, last round first, then reads back.</summary>
    public static async Task<GroupResult> UndoAsync(IWorkflowContext context, GroupInput input)
    {
        var group = await LoadAsync(context, input);
        if (group.Failure is not null)
        {
            return Broken(group.Failure);
        }

        var targets = group.Require().Targets.Where(target => input.Units?.Contains(target.Address.Unit) != false).ToList();
        var failures = new List<TargetFailure>();
        for (var round = LastRound(targets); round >= 0; round--)
        {
            var (failed, interrupted) = await WriteAsync(context, Steps.UndoChanges, input, targets, round);
            failures.AddRange(failed);
            targets.RemoveAll(target => failed.Any(failure => failure.Address == target.Address));
            if (interrupted)
            {
                return new GroupResult(failures, Interrupted: true);
            }
        }

        failures.AddRange(await VerifyAsync(context, Steps.VerifyRestored, input, targets));
        return new GroupResult(failures);
    }

    private static int LastRound(IEnumerable<TargetWave> targets) =>
        targets.SelectMany(target => target.Segments).Select(segment => segment.Round).DefaultIfEmpty(-1).Max();

    private static Task<StepReply<GroupTargets>> LoadAsync(IWorkflowContext context, GroupInput input) =>
        RunScope.RetryAsync(context, () => context.CallAsync(Steps.LoadGroup, new GroupStep(input.Run, input.Group, input.Waves, input.Wave)));

    private static async Task<IReadOnlyList<TargetFailure>> CaptureAsync(IWorkflowContext context, GroupInput input, IReadOnlyList<TargetWave> targets)
    {
        var captured = await CallAllAsync(
            context, Steps.CaptureTarget, [.. targets.Select(target => new TargetPlanStep(input.Run, target.Address, target.Plan, input.Check))]);
        return
        [
            .. Failures(targets, captured),
            .. targets.Zip(captured)
                .Where(pair => pair.Second is { Succeeded: true, Value.Moved.Count: > 0 })
                .Select(pair => new TargetFailure(pair.First.Address, TargetCodes.Moved.Code, $"moved since the plan: {string.Join(", ", pair.Second.Value!.Moved)}")),
        ];
    }

    private static async Task<IReadOnlyList<TargetFailure>> VerifyAsync(
        IWorkflowContext context, Step<TargetPlanStep, VerifiedTarget> step, GroupInput input, IReadOnlyList<TargetWave> targets)
    {
        var verified = await CallAllAsync(context, step, [.. targets.Select(target => new TargetPlanStep(input.Run, target.Address, target.Plan))]);
        return
        [
            .. Failures(targets, verified),
            .. targets.Zip(verified)
                .Where(pair => pair.Second is { Succeeded: true } reply && (reply.Value!.Wrong.Count > 0 || reply.Value.ContentDiffers))
                .Select(pair => new TargetFailure(pair.First.Address, RunCodes.NotVerified.Code, Wrong(pair.Second.Value!))),
        ];
    }

    private static string Wrong(VerifiedTarget verified) => verified.Wrong.Count > 0
        ? $"these items do not hold what they should: {string.Join(", ", verified.Wrong)}"
        : "its structure or content is not what it was before";

    private static async Task<(IReadOnlyList<TargetFailure> Failed, bool Interrupted)> WriteAsync(
        IWorkflowContext context, Step<WriteStep, WriteReply> step, GroupInput input, IReadOnlyList<TargetWave> targets, int round)
    {
        var failures = new List<TargetFailure>();
        var interrupted = false;
        var work = targets
            .SelectMany(target => target.Segments.Where(segment => segment.Round == round).Select(segment => (Target: target, segment.First, segment.Last)))
            .ToList();
        while (work.Count > 0 && !interrupted)
        {
            var replies = await CallAllAsync(
                context, step, [.. work.Select(item => new WriteStep(input.Run, item.Target.Address, item.Target.Plan, item.First, item.Last, input.Seen))]);
            failures.AddRange(Failures([.. work.Select(item => item.Target)], replies));
            var next = new List<(TargetWave Target, int First, int Last)>();
            foreach (var (item, reply) in work.Zip(replies))
            {
                if (reply.Value is not { } written)
                {
                    continue;
                }

                if (written.NotRestored.Count > 0)
                {
                    failures.Add(new TargetFailure(item.Target.Address, RunCodes.NotRestored.Code, $"left as they are: {string.Join(", ", written.NotRestored)}"));
                }

                interrupted |= written.End is WriteEnd.Interrupted;
                if (written.End is WriteEnd.Progress)
                {
                    next.Add(step == Steps.ApplyChanges ? (item.Target, written.Cursor, item.Last) : (item.Target, item.First, written.Cursor));
                }
            }

            work = next;
        }

        return (failures, interrupted);
    }

    // What may succeed later is asked again, only for the targets that need it.
    private static async Task<IReadOnlyList<StepReply<TOut>>> CallAllAsync<TIn, TOut>(IWorkflowContext context, Step<TIn, TOut> step, IReadOnlyList<TIn> inputs)
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        var replies = (await context.CallAllAsync(step, inputs, RunScope.Parallel)).ToArray();
        var pause = TimeSpan.FromSeconds(1);
        for (var tries = 1; tries < 5; tries++)
        {
            var again = Enumerable.Range(0, replies.Length).Where(i => replies[i].Failure is { Retryable: true }).ToList();
            if (again.Count == 0)
            {
                break;
            }

            await context.DelayUntilAsync(context.UtcNow + pause);
            pause *= 2;
            var retried = await context.CallAllAsync(step, [.. again.Select(i => inputs[i])], RunScope.Parallel);
            for (var i = 0; i < again.Count; i++)
            {
                replies[again[i]] = retried[i];
            }
        }

        return replies;
    }

    private static IEnumerable<TargetFailure> Failures<T>(IReadOnlyList<TargetWave> targets, IReadOnlyList<StepReply<T>> replies) =>
        targets.Zip(replies).Where(pair => !pair.Second.Succeeded).Select(pair => new TargetFailure(pair.First.Address, pair.Second.Failure!.Code, pair.Second.Failure.Message));

    private static GroupResult Broken(StepFailure failure) => new([new TargetFailure(new TargetAddress("-", "-", "-"), failure.Code, failure.Message)]);
}
