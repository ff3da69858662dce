using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Items.Sorting;

/// <summary>
/// Puts entries in order with a bounded buffer. What fits is sorted in memory. What does not fit but is in order already is read a second time instead of being
/// kept. Anything else is spilled as sorted runs, which are merged.
/// </summary>
internal sealed class ExternalSort : IAsyncDisposable
{
    /// <summary>How many runs are merged at once; more are merged in several passes.</summary>
    private const int FanIn = 64;

    private readonly Func<IAsyncEnumerable<SortEntry>> _source;
    private readonly ISpillSpace _spill;
    private readonly long _bufferBytes;
    private readonly List<SortedRun> _runs = [];
    private List<SortEntry> _buffer = [];
    private long _buffered;
    private bool _passThrough;

    private ExternalSort(Func<IAsyncEnumerable<SortEntry>> source, ISpillSpace spill, long bufferBytes) =>
        (_source, _spill, _bufferBytes) = (source, spill, bufferBytes);

    /// <summary>Reads everything that there is, once, or twice where that is allowed and keeps it from being spilled.</summary>
    /// <param name="source">Answers the same entries each time it is called.</param>
    /// <param name="spill">Where runs go.</param>
    /// <param name="bufferBytes">Bytes of entries in memory at once.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="twice">Whether the source may be read a second time; a source that is dear to read may not.</param>
    public static async Task<ExternalSort> ReadAsync(
        Func<IAsyncEnumerable<SortEntry>> source, ISpillSpace spill, long bufferBytes, CancellationToken cancellation, bool twice = true)
    {
        var sort = new ExternalSort(source, spill, bufferBytes);
        try
        {
            if (!await sort.FillAsync(mayPassThrough: twice, cancellation))
            {
                await sort.FillAsync(mayPassThrough: false, cancellation);
            }

            await sort.NarrowAsync(cancellation);
            return sort;
        }
        catch
        {
            await sort.DisposeAsync();
            throw;
        }
    }

    /// <summary>All entries in order, where they fitted into the buffer.</summary>
    public IReadOnlyList<SortEntry>? InMemory => _passThrough || _runs.Count > 0 ? null : _buffer;

    /// <summary>The entries in order; entries of one key in the order of the source. Once.</summary>
    public IAsyncEnumerable<SortEntry> EntriesAsync() =>
        _passThrough ? _source() : _runs.Count == 0 ? InMemoryAsync() : MergeAsync([.. _runs]);

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs)
        {
            await run.DisposeAsync();
        }

        _runs.Clear();
    }

    /// <summary>
    /// Takes in the source. False when what did not fit looked ordered, so that nothing was kept, and turned out not to be: then it must be taken in again.
    /// </summary>
    private async Task<bool> FillAsync(bool mayPassThrough, CancellationToken cancellation)
    {
        var ordered = true;
        SortEntry? previous = null;
        await foreach (var entry in _source().WithCancellation(cancellation))
        {
            ordered = ordered && (previous is null || previous.CompareKey(entry) <= 0);
            previous = entry;
            if (_passThrough)
            {
                if (!ordered)
                {
                    _passThrough = false;
                    return false;
                }

                continue;
            }

            _buffer.Add(entry);
            _buffered += entry.Bytes;
            if (_buffered > _bufferBytes)
            {
                _passThrough = ordered && mayPassThrough;
                await (_passThrough ? ForgetAsync() : SpillAsync(ordered, cancellation));
            }
        }

        if (_runs.Count > 0 && _buffer.Count > 0)
        {
            await SpillAsync(ordered, cancellation);
        }

        if (!ordered)
        {
            SortBuffer();
        }

        return true;
    }

    // What came in order stays as it is. LINQ's order is stable, List's is not.
    private void SortBuffer() => _buffer = [.. _buffer.Order(Comparer<SortEntry>.Create((left, right) => left.CompareKey(right)))];

    private Task ForgetAsync()
    {
        (_buffer, _buffered) = ([], 0);
        return Task.CompletedTask;
    }

    private async Task SpillAsync(bool ordered, CancellationToken cancellation)
    {
        if (!ordered)
        {
            SortBuffer();
        }

        _runs.Add(await SortedRun.WriteAsync(_spill, InMemoryAsync(), cancellation));
        await ForgetAsync();
    }

    private async Task NarrowAsync(CancellationToken cancellation)
    {
        while (_runs.Count > FanIn)
        {
            for (var at = 0; at < _runs.Count; at++)
            {
                var parts = _runs.GetRange(at, Math.Min(FanIn, _runs.Count - at));
                var merged = await SortedRun.WriteAsync(_spill, MergeAsync(parts, cancellation), cancellation);
                foreach (var run in parts)
                {
                    await run.DisposeAsync();
                }

                // Where its parts stood: entries of one key keep the order of the source.
                _runs.RemoveRange(at, parts.Count);
                _runs.Insert(at, merged);
            }
        }
    }

    private async IAsyncEnumerable<SortEntry> InMemoryAsync()
    {
        await Task.CompletedTask;
        foreach (var entry in _buffer)
        {
            yield return entry;
        }
    }

    private static async IAsyncEnumerable<SortEntry> MergeAsync(List<SortedRun> runs, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var fronts = new PriorityQueue<int, (SortEntry Entry, int Run)>(
            Comparer<(SortEntry Entry, int Run)>.Create((left, right) =>
                left.Entry.CompareKey(right.Entry) is var order and not 0 ? order : left.Run - right.Run));
        for (var i = 0; i < runs.Count; i++)
        {
            if (await runs[i].MoveAsync(cancellation))
            {
                fronts.Enqueue(i, (runs[i].Front!, i));
            }
        }

        while (fronts.TryDequeue(out var at, out var front))
        {
            yield return front.Entry;
            if (await runs[at].MoveAsync(cancellation))
            {
                fronts.Enqueue(at, (runs[at].Front!, at));
            }
        }
    }
}
