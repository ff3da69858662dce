using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Counts how often a step is started without coming further. An engine starts a step again when its process ended in the middle of it; a step that ends its process
/// itself (it needs more memory than there is, say) would be started for ever, and its run with it would never end.
/// </summary>
internal sealed class StepStarts(IRecordStore records)
{
    /// <summary>Starts without progress after which a step is not started again.</summary>
    public const int Most = 5;

    /// <summary>
    /// The step with its starts counted. <paramref name="mark"/> answers how far the step has come: another mark than at the last start is progress. A start that is
    /// cancelled, or ended by the store, counts as none: it says nothing about the step.
    /// </summary>
    public Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> Guard<TIn, TOut>(
        Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> step, Func<TIn, string> run, Func<TIn, CancellationToken, Task<int>> mark) =>
        async (context, input, cancellation) =>
        {
            var partition = RunPartitions.Starts(run(input));
            var count = await CountAsync(partition, context.Key, await mark(input, cancellation), cancellation);
            if (count > Most)
            {
                return StepReply.Fail<TOut>(
                    RunCodes.NoProgress.Code, $"the step {context.Key} was started {Most} times, came no further, and never answered");
            }

            try
            {
                return await step(context, input, cancellation);
            }
            catch (Exception exception) when (exception is StoreException || (exception is OperationCanceledException && cancellation.IsCancellationRequested))
            {
                await ForgetAsync(partition, context.Key);
                throw;
            }
        };

    // Only one execution of a step counts at a time; a second one, of a process whose lease is over, counts as one more start.
    private async Task<int> CountAsync(string partition, string key, int mark, CancellationToken cancellation)
    {
        while (true)
        {
            var stored = await records.GetAsync(partition, key, cancellation);
            var before = stored?.Read<Started>();
            var next = before?.Mark == mark ? before with { Count = before.Count + 1 } : new Started(1, mark);
            if (next.Count > Most)
            {
                return next.Count;
            }

            var written = stored is null
                ? await records.TryCreateAsync(partition, key, next, cancellation)
                : await records.TryReplaceAsync(partition, key, next, stored.ETag, cancellation);
            if (written is not null)
            {
                return next.Count;
            }
        }
    }

    private async Task ForgetAsync(string partition, string key)
    {
        try
        {
            if (await records.GetAsync(partition, key, CancellationToken.None) is { } stored)
            {
                var started = stored.Read<Started>();
                await records.TryReplaceAsync(partition, key, started with { Count = started.Count - 1 }, stored.ETag, CancellationToken.None);
            }
        }
        catch (StoreException)
        {
            // A store that does not take this did not take much else; the failure that is on its way says so.
        }
    }

    private sealed record Started(int Count, int Mark);
}
