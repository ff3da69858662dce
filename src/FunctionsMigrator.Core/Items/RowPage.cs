using System.Runtime.CompilerServices;
using System.Text;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items;

/// <summary>
/// Rows of one table, many in one buffer: of each its key and its content as <see cref="RowJson"/> writes them, in UTF-8. Whoever reads many rows reads pages of them, since an object
/// for each row, and a wait for each, costs more than the row. A row is made by appending its key, <see cref="EndKey"/>, its content and <see cref="Add"/>.
/// </summary>
/// <param name="file">Where in git the rows stand; null for rows of a target.</param>
/// <param name="sensitive">Whether their values are shown nowhere.</param>
public sealed class RowPage(string? file = null, bool sensitive = false)
{
    /// <summary>Bytes at which a page is full; its last row may go beyond.</summary>
    public const int Size = 64 << 10;

    private byte[] _bytes = new byte[Size + (Size / 8)];
    private Row[] _rows = new Row[512];
    private int _start;
    private int _keyEnd;
    private int _end;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all rows.</summary>
    public int Length => _start;

    /// <summary>Whether the next row belongs to another page.</summary>
    public bool IsFull => _start >= Size;

    /// <summary>The canonical key of a row.</summary>
    public ReadOnlySpan<byte> Key(int row) => _bytes.AsSpan(_rows[row].Start, _rows[row].KeyEnd - _rows[row].Start);

    /// <summary>The canonical content of a row.</summary>
    public ReadOnlySpan<byte> Content(int row) => _bytes.AsSpan(_rows[row].KeyEnd, _rows[row].End - _rows[row].KeyEnd);

    /// <summary>Where a row is written.</summary>
    public Place Place(int row) => new(file ?? "", _rows[row].Line, _rows[row].Column);

    /// <summary>A row as git wants it.</summary>
    public DesiredItem Desired(int row)
    {
        var content = Content(row).ToArray();
        return new DesiredItem(Encoding.UTF8.GetString(Key(row)), Digest.Of(content), ItemContent.Of(content), Place(row), sensitive);
    }

    /// <summary>A row as a target has it.</summary>
    public LiveItem Live(int row)
    {
        var content = Content(row).ToArray();
        return new LiveItem(Encoding.UTF8.GetString(Key(row)), Digest.Of(content), ItemContent.Of(content));
    }

    /// <summary>Adds bytes to the row that is being made.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _end += bytes.Length;
    }

    /// <summary>Adds a text, given as valid UTF-8, as canonical JSON: in quotes, with the shortest escapes.</summary>
    /// <remarks>Compiled for speed at once, as all that is done for each value of each row.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AppendText(ReadOnlySpan<byte> text)
    {
        var room = Room(text.Length + 2);
        room[0] = (byte)'"';
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit is < 0x20 or (byte)'"' or (byte)'\\')
            {
                _end += i + 1;
                AppendEscaped(text[i..]);
                return;
            }

            room[i + 1] = unit;
        }

        room[text.Length + 1] = (byte)'"';
        _end += text.Length + 2;
    }

    /// <summary>Ends the key of the row that is being made; what follows is its content.</summary>
    public void EndKey() => _keyEnd = _end;

    /// <summary>The key of the row that is being made, once it is ended.</summary>
    public ReadOnlySpan<byte> PendingKey => _bytes.AsSpan(_start, _keyEnd - _start);

    /// <summary>Ends the row.</summary>
    /// <param name="line">Line on which it is written; 0 where lines are not known.</param>
    /// <param name="column">Column in which it is written.</param>
    public void Add(int line = 0, int column = 0)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
        }

        _rows[Count++] = new Row(_start, _keyEnd, _end, line, column);
        _start = _end;
    }

    /// <summary>Forgets what was appended since the last row.</summary>
    public void Drop() => _end = _start;

    private void AppendEscaped(ReadOnlySpan<byte> text)
    {
        foreach (var unit in text)
        {
            if (unit is < 0x20 or (byte)'"' or (byte)'\\')
            {
                Escape(unit);
            }
            else
            {
                Append([unit]);
            }
        }

        Append("\""u8);
    }

    private void Escape(byte unit)
    {
        switch (unit)
        {
            case (byte)'"':
                Append("\\\""u8);
                break;
            case (byte)'\\':
                Append("\\\\"u8);
                break;
            case (byte)'\b':
                Append("\\b"u8);
                break;
            case (byte)'\t':
                Append("\\t"u8);
                break;
            case (byte)'\n':
                Append("\\n"u8);
                break;
            case (byte)'\f':
                Append("\\f"u8);
                break;
            case (byte)'\r':
                Append("\\r"u8);
                break;
            default:
                Append("\\u00"u8);
                Append([(byte)('0' + (unit >> 4)), "0123456789abcdef"u8[unit & 0xF]]);
                break;
        }
    }

    private Span<byte> Room(int length)
    {
        if (_end + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + length));
        }

        return _bytes.AsSpan(_end);
    }

    private readonly record struct Row(int Start, int KeyEnd, int End, int Line, int Column);
}
