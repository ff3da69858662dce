using System.Buffers;

namespace FunctionsMigrator.Core.Items;

/// <summary>Writes rows of one table as <see cref="RowJson"/> does, with what is the same for all of them done once. Not for several threads at once.</summary>
public sealed class RowFormat
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly int[] _order;
    private readonly byte[][] _heads;

    /// <summary>For rows of these columns.</summary>
    public RowFormat(IReadOnlyList<string> columns)
    {
        _order = [.. Enumerable.Range(0, columns.Count).OrderBy(i => columns[i], StringComparer.Ordinal)];
        _heads = [.. _order.Select((column, place) => Head(columns[column], place))];
    }

    /// <summary>The content of a row (<see cref="RowJson.Content"/>), its values in the order of the columns.</summary>
    public byte[] Content(ReadOnlySpan<string?> values)
    {
        _buffer.ResetWrittenCount();
        for (var i = 0; i < _order.Length; i++)
        {
            _buffer.Write(_heads[i]);
            if (values[_order[i]] is { } text)
            {
                CanonicalJson.WriteString(_buffer, text);
            }
            else
            {
                _buffer.Write("null"u8);
            }
        }

        _buffer.Write(Tail);
        return _buffer.WrittenSpan.ToArray();
    }

    /// <summary>The key of a row (<see cref="RowJson.Key"/>) as UTF-8.</summary>
    public ReadOnlySpan<byte> Key(ReadOnlySpan<string> texts)
    {
        _buffer.ResetWrittenCount();
        for (var i = 0; i < texts.Length; i++)
        {
            _buffer.Write(i == 0 ? "["u8 : ","u8);
            CanonicalJson.WriteString(_buffer, texts[i]);
        }

        _buffer.Write("]"u8);
        return _buffer.WrittenSpan;
    }

    /// <summary>The columns' numbers in the order in which a content names them.</summary>
    public ReadOnlySpan<int> Order => _order;

    /// <summary>What stands before the value of a column of <see cref="Order"/>: the name, behind the brace that opens or the comma that parts.</summary>
    public ReadOnlySpan<byte> Head(int place) => _heads[place];

    /// <summary>What ends a content.</summary>
    public ReadOnlySpan<byte> Tail => _order.Length == 0 ? "{}"u8 : "}"u8;

    private static byte[] Head(string column, int place)
    {
        var head = new ArrayBufferWriter<byte>(32);
        head.Write(place == 0 ? "{"u8 : ","u8);
        CanonicalJson.WriteString(head, column);
        head.Write(":"u8);
        return head.WrittenSpan.ToArray();
    }
}
