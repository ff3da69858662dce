using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Gives up a target that does not answer: a step about it that says nothing for as long as the rollout allows fails with <c>TGT060</c>, and the run goes on by its rules. A step that
/// gets on answers long before, since it stops at a batch. What is given up may wake up later; it then holds no claim, or learns before its next batch that its target was given up.
/// </summary>
internal sealed class TargetPatience(MigratorServices services, RunStore runs, RunMetadata metadata, TargetStates states)
{
    /// <summary>How long a step waits where the rollout says nothing.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromHours(6);

    /// <summary>The step with its time limited.</summary>
    /// <param name="step">The step.</param>
    /// <param name="silent">What a failure for want of an answer comes to; null: it stands.</param>
    public Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> Guard<TIn, TOut>(
        Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> step, Func<TIn, StepReply<TOut>, CancellationToken, Task<StepReply<TOut>>>? silent = null)
        where TIn : ITargetInput => async (context, input, cancellation) =>
        {
            var most = await MostAsync(input.Run, cancellation);
            using var timer = new CancellationTokenSource(most, services.Time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
            var work = step(context, input, limit.Token);
            try
            {
                return await work.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                Forget(work);
                var reply = StepReply.Fail<TOut>(TargetCodes.Silent.Code, $"{input.Address} did not answer for {DurationJsonConverter.Format(most)}");
                await states.UpdateAsync(input.Run, input.Address, state => state with { Progress = TargetProgress.Failed, Message = reply.Failure!.Message }, cancellation);
                return silent is null ? reply : await silent(input, reply, cancellation);
            }
        };

    private async Task<TimeSpan> MostAsync(string run, CancellationToken cancellation)
    {
        var record = await runs.RequireAsync(run, cancellation);
        return (await metadata.OfAsync(record, cancellation)).Environments[record.Environment].Rollout.TargetTimeout ?? Default;
    }

    // Nobody listens to it any more; how it fails is of no interest, and must not end the process.
    private static void Forget(Task work) =>
        _ = work.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
