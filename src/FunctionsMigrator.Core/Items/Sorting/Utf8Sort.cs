using System.Runtime.CompilerServices;
using System.Text;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Items.Sorting;

/// <summary>Puts what a medium answers in another order into <see cref="Utf8Order"/>, with bounded memory: an external merge sort over spill space.</summary>
public static class Utf8Sort
{
    /// <summary>Bytes of keys and contents that are in memory at once, unless the caller says otherwise.</summary>
    public const long DefaultBufferBytes = 16 << 20;

    /// <summary>The pairs in order of their keys; pairs of one key in the order of the source.</summary>
    /// <param name="source">Answers the pairs; called once.</param>
    /// <param name="spill">Where sorted runs go when the buffer is full.</param>
    /// <param name="bufferBytes">Bytes of keys and contents in memory at once.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public static async IAsyncEnumerable<(string Key, byte[] Content)> SortAsync(
        Func<IAsyncEnumerable<(string Key, byte[] Content)>> source,
        ISpillSpace spill,
        long bufferBytes = DefaultBufferBytes,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var sort = await ExternalSort.ReadAsync(() => EntriesAsync(source()), spill, bufferBytes, cancellation, twice: false);
        await foreach (var entry in sort.EntriesAsync().WithCancellation(cancellation))
        {
            yield return (Encoding.UTF8.GetString(entry.Key), entry.Content);
        }
    }

    private static async IAsyncEnumerable<SortEntry> EntriesAsync(
        IAsyncEnumerable<(string Key, byte[] Content)> pairs, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var (key, content) in pairs.WithCancellation(cancellation))
        {
            yield return new SortEntry(Encoding.UTF8.GetBytes(key), content, 0, 0);
        }
    }
}
