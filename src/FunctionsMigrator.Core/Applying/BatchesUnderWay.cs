using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Applying;

/// <summary>The batches of one section that are being written, as many at once as the target takes. Whatever is answered is the first failure; null: there was none.</summary>
/// <param name="atOnce">How many.</param>
public sealed class BatchesUnderWay(int atOnce)
{
    private readonly Queue<Task<Outcome<IReadOnlyList<Receipt>>>> _open = [];
    private PlanSection? _section;

    /// <summary>Waits for the batches of another section.</summary>
    public Task<Outcome<IReadOnlyList<Receipt>>?> EnterAsync(PlanSection section)
    {
        var other = section != _section;
        _section = section;
        return WaitAsync(other ? 0 : atOnce);
    }

    /// <summary>Adds a batch that has begun, and waits until another may begin.</summary>
    public Task<Outcome<IReadOnlyList<Receipt>>?> AddAsync(Task<Outcome<IReadOnlyList<Receipt>>> batch)
    {
        _open.Enqueue(batch);
        return WaitAsync(atOnce - 1);
    }

    /// <summary>Waits for all.</summary>
    public Task<Outcome<IReadOnlyList<Receipt>>?> EndAsync() => WaitAsync(0);

    /// <summary>Waits for all, whatever becomes of them.</summary>
    public async Task SettleAsync()
    {
        while (_open.TryDequeue(out var batch))
        {
            await ((Task)batch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Outcome<IReadOnlyList<Receipt>>?> WaitAsync(int left)
    {
        while (_open.Count > left)
        {
            if (await _open.Dequeue() is { Succeeded: false } failed)
            {
                return failed;
            }
        }

        return null;
    }
}
