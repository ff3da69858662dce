using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Workflow;

/// <summary>The calls of one child run over a group, and how many facts they make.</summary>
internal sealed class GroupCalls(IWorkflowContext context)
{
    /// <summary>Facts after which a child run ends and another one goes on: with the largest call that may follow, no history exceeds 500.</summary>
    private const int MostFacts = 220;

    private const int Tries = 5;
    private int _facts = 3;

    /// <summary>Whether another child run should do the rest.</summary>
    public bool Full => _facts >= MostFacts;

    /// <summary>The targets of the group.</summary>
    public Task<StepReply<GroupTargets>> LoadAsync(GroupInput input) =>
        RunScope.RetryAsync(context, () => context.CallAsync(Steps.LoadGroup, new GroupStep(input.Run, input.Group, input.Waves, input.Wave, input.Unfinished)));

    /// <summary>Calls a step for every target; what may succeed later is asked again, only for the targets that need it.</summary>
    public async Task<IReadOnlyList<StepReply<TOut>>> AllAsync<TIn, TOut>(Step<TIn, TOut> step, IReadOnlyList<TIn> inputs)
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        var replies = (await CallAsync(step, inputs)).ToArray();
        var pause = TimeSpan.FromSeconds(1);
        for (var tries = 1; tries < Tries; tries++)
        {
            var again = Enumerable.Range(0, replies.Length).Where(i => replies[i].Failure is { Retryable: true }).ToList();
            if (again.Count == 0)
            {
                break;
            }

            await context.DelayUntilAsync(context.UtcNow + pause);
            _facts += 2;
            pause *= 2;
            var retried = await CallAsync(step, [.. again.Select(i => inputs[i])]);
            for (var i = 0; i < again.Count; i++)
            {
                replies[again[i]] = retried[i];
            }
        }

        return replies;
    }

    /// <summary>The targets whose step failed, and why.</summary>
    public static IEnumerable<TargetFailure> Failures<T>(IReadOnlyList<TargetWave> targets, IReadOnlyList<StepReply<T>> replies) =>
        targets.Zip(replies).Where(pair => !pair.Second.Succeeded).Select(pair => new TargetFailure(pair.First.Address, pair.Second.Failure!.Code, pair.Second.Failure.Message));

    private Task<IReadOnlyList<StepReply<TOut>>> CallAsync<TIn, TOut>(Step<TIn, TOut> step, IReadOnlyList<TIn> inputs)
    {
        _facts += inputs.Count + 1;
        return context.CallAllAsync(step, inputs, RunScope.Parallel);
    }
}
