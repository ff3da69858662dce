namespace FunctionsMigrator.Core.Items.Sorting;

/// <summary>One row on its way into order.</summary>
/// <param name="Key">UTF-8 of its key: the order is that of these bytes, unsigned (<see cref="Utf8Order"/>).</param>
/// <param name="Content">Its canonical bytes.</param>
/// <param name="Line">Where it stands.</param>
/// <param name="Column">Where it stands.</param>
internal sealed record SortEntry(byte[] Key, byte[] Content, int Line, int Column)
{
    // What an entry costs beyond its bytes: the record, two array headers and its slot in the list.
    private const int Overhead = 96;

    public long Bytes => Key.Length + Content.Length + Overhead;

    /// <summary>Less than, equal to or greater than zero, by key.</summary>
    public int CompareKey(SortEntry other) => Key.AsSpan().SequenceCompareTo(other.Key);
}
