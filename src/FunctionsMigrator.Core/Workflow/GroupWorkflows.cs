using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>
/// Child runs over one group of at most fifty targets. A target that fails leaves its group; its neighbours go on. A child run whose history grows long ends at a phase
/// and names the one that comes next.
/// </summary>
public static class GroupWorkflows
{
    /// <summary>Plans (phase 0) and rehearses (phase 1). What keeps a target from being applied is in its plan, so nothing fails here but the machinery.</summary>
    public static async Task<GroupResult> PlanAsync(IWorkflowContext context, GroupInput input)
    {
        var calls = new GroupCalls(context);
        var group = await calls.LoadAsync(input);
        if (group.Failure is not null)
        {
            return Broken(group.Failure);
        }

        var targets = group.Require().Targets;
        if (input.From > 0)
        {
            return new GroupResult(await RehearseAsync(calls, input, [.. targets.Where(target => input.Skip?.Contains(target.Address) != true)]));
        }

        var plan = input.TakesBack ? Steps.PlanRollback : Steps.PlanTarget;
        var planned = await calls.AllAsync(plan, [.. targets.Select(target => new TargetStep(input.Run, target.Address, input.Round))]);
        List<TargetFailure> failures = [.. GroupCalls.Failures(targets, planned)];
        if (calls.Full && !input.TakesBack)
        {
            return new GroupResult(failures, Next: 1);
        }

        var rehearse = targets.Zip(planned).Where(pair => pair.Second is { Succeeded: true, Value.Rehearse: true }).Select(pair => pair.First).ToList();
        return new GroupResult([.. failures, .. await RehearseAsync(calls, input, rehearse)]);
    }

    /// <summary>Checks that every target still is what its plan was made from, and keeps the before-images.</summary>
    public static async Task<GroupResult> CaptureAsync(IWorkflowContext context, GroupInput input)
    {
        var calls = new GroupCalls(context);
        var group = await calls.LoadAsync(input);
        return group.Failure is not null ? Broken(group.Failure) : new GroupResult(await CaptureAsync(calls, input, group.Require().Targets));
    }

    /// <summary>Applies round by round, then reads back. Phase 0 checks; phase 1 and on are the rounds; the last one reads back.</summary>
    public static async Task<GroupResult> ApplyAsync(IWorkflowContext context, GroupInput input)
    {
        var calls = new GroupCalls(context);
        var group = await calls.LoadAsync(input);
        if (group.Failure is not null)
        {
            return Broken(group.Failure);
        }

        var alive = group.Require().Targets.Where(target => input.Skip?.Any(skipped => skipped.Unit == target.Address.Unit) != true).ToList();
        var failures = new List<TargetFailure>();
        if (input is { Check: true, From: 0 })
        {
            Drop(await CaptureAsync(calls, input, alive));
            if (calls.Full)
            {
                return new GroupResult(failures, Next: 1);
            }
        }

        var last = LastRound(alive);
        for (var phase = Math.Max(1, input.From); phase <= last + 1; phase++)
        {
            var (failed, end) = await WriteAsync(calls, Steps.ApplyChanges, input, alive, phase - 1);
            Drop(failed);
            if (end is not WriteEnd.Done || calls.Full)
            {
                return new GroupResult(failures, end is WriteEnd.Interrupted, end is WriteEnd.Done ? phase + 1 : phase);
            }
        }

        Drop(await VerifyAsync(calls, Steps.VerifyTarget, input, alive));
        return new GroupResult(failures);

        // A unit whose target failed does not go on either: its later rounds may depend on the earlier ones.
        void Drop(IReadOnlyList<TargetFailure> failed)
        {
            failures.AddRange(failed);
            alive.RemoveAll(target => failed.Any(failure => failure.Address.Unit == target.Address.Unit));
        }
    }

    /// <summary>Takes back round by round, last round first, then reads back. Phase 1 and on are the rounds from behind; the last one reads back.</summary>
    public static async Task<GroupResult> UndoAsync(IWorkflowContext context, GroupInput input)
    {
        var calls = new GroupCalls(context);
        var group = await calls.LoadAsync(input);
        if (group.Failure is not null)
        {
            return Broken(group.Failure);
        }

        var all = group.Require().Targets.Where(target => input.Units?.Contains(target.Address.Unit) != false).ToList();
        var last = LastRound(all);
        var targets = all.Where(target => input.Skip?.Contains(target.Address) != true).ToList();
        var failures = new List<TargetFailure>();
        for (var phase = Math.Max(1, input.From); phase <= last + 1; phase++)
        {
            var (failed, end) = await WriteAsync(calls, Steps.UndoChanges, input, targets, last + 1 - phase);
            failures.AddRange(failed);
            targets.RemoveAll(target => failed.Any(failure => failure.Address == target.Address));
            if (end is not WriteEnd.Done || calls.Full)
            {
                return new GroupResult(failures, end is WriteEnd.Interrupted, end is WriteEnd.Done ? phase + 1 : phase);
            }
        }

        failures.AddRange(await VerifyAsync(calls, Steps.VerifyRestored, input, targets));
        return new GroupResult(failures);
    }

    private static async Task<IReadOnlyList<TargetFailure>> RehearseAsync(GroupCalls calls, GroupInput input, IReadOnlyList<TargetWave> targets)
    {
        var rehearsed = await calls.AllAsync(Steps.RehearseTarget, [.. targets.Select(target => new TargetStep(input.Run, target.Address, input.Round))]);
        return [.. GroupCalls.Failures(targets, rehearsed)];
    }

    private static int LastRound(IEnumerable<TargetWave> targets) =>
        targets.SelectMany(target => target.Segments).Select(segment => segment.Round).DefaultIfEmpty(-1).Max();

    private static async Task<IReadOnlyList<TargetFailure>> CaptureAsync(GroupCalls calls, GroupInput input, IReadOnlyList<TargetWave> targets)
    {
        var captured = await calls.AllAsync(
            Steps.CaptureTarget, [.. targets.Select(target => new TargetPlanStep(input.Run, target.Address, target.Plan, input.Check))]);
        return
        [
            .. GroupCalls.Failures(targets, captured),
            .. targets.Zip(captured)
                .Where(pair => pair.Second is { Succeeded: true, Value.Moved.Count: > 0 })
                .Select(pair => new TargetFailure(pair.First.Address, TargetCodes.Moved.Code, $"moved since the plan: {string.Join(", ", pair.Second.Value!.Moved)}")),
        ];
    }

    private static async Task<IReadOnlyList<TargetFailure>> VerifyAsync(
        GroupCalls calls, Step<TargetPlanStep, VerifiedTarget> step, GroupInput input, IReadOnlyList<TargetWave> targets)
    {
        var verified = await calls.AllAsync(step, [.. targets.Select(target => new TargetPlanStep(input.Run, target.Address, target.Plan))]);
        return
        [
            .. GroupCalls.Failures(targets, verified),
            .. targets.Zip(verified)
                .Where(pair => pair.Second is { Succeeded: true } reply && (reply.Value!.Wrong.Count > 0 || reply.Value.ContentDiffers))
                .Select(pair => new TargetFailure(pair.First.Address, RunCodes.NotVerified.Code, Wrong(pair.Second.Value!))),
        ];
    }

    private static string Wrong(VerifiedTarget verified) => verified.Wrong.Count > 0
        ? $"these items do not hold what they should: {string.Join(", ", verified.Wrong)}"
        : "its structure or content is not what it was before";

    // One round of all targets. Progress: the history is long enough, and the round goes on in the next child run, where what is done answers at once.
    private static async Task<(IReadOnlyList<TargetFailure> Failed, WriteEnd End)> WriteAsync(
        GroupCalls calls, Step<WriteStep, WriteReply> step, GroupInput input, IReadOnlyList<TargetWave> targets, int round)
    {
        var failures = new List<TargetFailure>();
        var work = targets
            .SelectMany(target => target.Segments.Where(segment => segment.Round == round).Select(segment => new Lines(target, segment.First, segment.Last)))
            .ToList();
        while (work.Count > 0)
        {
            var replies = await calls.AllAsync(
                step, [.. work.Select(item => new WriteStep(input.Run, item.Target.Address, item.Target.Plan, item.First, item.Last, input.Seen, input.Watch))]);
            failures.AddRange(GroupCalls.Failures([.. work.Select(item => item.Target)], replies));
            var next = new List<Lines>();
            var interrupted = false;
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
                if (written.End is not WriteEnd.Progress)
                {
                    continue;
                }

                var rest = item.From(written.Cursor, forward: step == Steps.ApplyChanges);
                if (rest.Stuck < Lines.MostStuck)
                {
                    next.Add(rest);
                }
                else
                {
                    failures.Add(new TargetFailure(item.Target.Address, RunCodes.NoProgress.Code, $"writing came no further than line {written.Cursor} of the plan in {Lines.MostStuck} starts"));
                }
            }

            if (interrupted)
            {
                return (failures, WriteEnd.Interrupted);
            }

            if (next.Count > 0 && calls.Full)
            {
                return (failures, WriteEnd.Progress);
            }

            work = next;
        }

        return (failures, WriteEnd.Done);
    }

    private static GroupResult Broken(StepFailure failure) => new([new TargetFailure(TargetFailure.OfNoTarget, failure.Code, failure.Message)]);

    // Lines that are still to be written, and how often writing them has answered without coming further.
    private sealed record Lines(TargetWave Target, int First, int Last, int Stuck = 0)
    {
        public const int MostStuck = 5;

        public Lines From(int cursor, bool forward)
        {
            var rest = forward ? this with { First = cursor } : this with { Last = cursor };
            return rest with { Stuck = rest == this ? Stuck + 1 : 0 };
        }
    }
}
