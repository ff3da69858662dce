using System.Runtime.CompilerServices;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>
/// Reads CSV by RFC 4180 as a stream of records, with memory for one of them. The stream is UTF-8 without byte order mark and with LF
/// (<see cref="Metadata.CanonicalText"/>). Empty lines are skipped. A malformed file ends with <see cref="Problem"/> set.
/// </summary>
public sealed class CsvReader(Stream stream, string file) : IAsyncDisposable
{
    /// <summary>Bytes of one record; a longer one has most likely a quote that is not closed.</summary>
    public const int RecordLimit = 4 << 20;

    private static readonly bool[] Plainly = Meaning(",\n\r\"\0"u8);
    private static readonly bool[] Quoted = Meaning("\"\n\0"u8);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private FieldAt[] _fields = new FieldAt[16];
    private byte[] _record = new byte[256];
    private bool _taken;
    private bool _again;
    private int _at;
    private int _end;
    private int _recordEnd;
    private int _fieldStart;
    private bool _fieldAscii = true;
    private int _recordLength;
    private int _line = 1;
    private int _column = 1;
    private int _fieldLine = 1;
    private int _fieldColumn = 1;
    private State _state;

    private enum State
    {
        FieldStart,
        Plain,
        Quoted,

        /// <summary>Behind a quote that closes the field, or is the first half of a doubled one.</summary>
        QuoteInQuoted,
    }

    /// <summary>Why the last answer was null, when it was not the end of the file.</summary>
    public Finding? Problem { get; private set; }

    /// <summary>How many fields the record has.</summary>
    public int Count { get; private set; }

    /// <summary>The fields of the next record; null at the end, or when there is a <see cref="Problem"/>.</summary>
    public async ValueTask<IReadOnlyList<CsvField>?> ReadAsync(CancellationToken cancellation)
    {
        if (!await MoveAsync(cancellation))
        {
            return null;
        }

        var record = new CsvField[Count];
        for (var i = 0; i < record.Length; i++)
        {
            record[i] = Field(i);
        }

        return record;
    }

    /// <summary>Goes to the next record; false at the end, or when there is a <see cref="Problem"/>.</summary>
    public ValueTask<bool> MoveAsync(CancellationToken cancellation) => TryMove() ? ValueTask.FromResult(true) : FillAsync(cancellation);

    /// <summary>Goes to the next record as far as it is in memory.</summary>
    /// <remarks>Compiled for speed at once: a file is read within the time in which a method that is called often would be found worth it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryMove()
    {
        if (_again)
        {
            _again = false;
            return true;
        }

        if (_taken)
        {
            (_taken, Count, _recordEnd, _fieldStart, _recordLength) = (false, 0, 0, 0, 0);
        }

        while (_at < _end && Problem is null)
        {
            TakeRun();
            if (_at < _end && Step(_buffer[_at++]))
            {
                return _taken = Problem is null;
            }
        }

        return false;
    }

    /// <summary>Goes to the next record as far as it is in memory, if it has so many fields; false leaves what there is to <see cref="MoveAsync"/>.</summary>
    public bool TryMove(int fields)
    {
        if (!TryMove())
        {
            return false;
        }

        // Whoever moves next finds this record again.
        _again = Count != fields;
        return !_again;
    }

    /// <summary>A field of the record as UTF-8, its quotes taken off. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Bytes(int field) => _record.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>Whether a field is NULL: empty, without quotes.</summary>
    public bool IsNull(int field) => _fields[field] is { Length: 0, Quoted: false };

    /// <summary>A field of the record.</summary>
    public CsvField Field(int field) => new(IsNull(field) ? null : Encoding.UTF8.GetString(Bytes(field)), _fields[field].Line, _fields[field].Column);

    /// <summary>Line on which the record starts.</summary>
    public int Line => _fields[0].Line;

    /// <summary>Disposes the stream.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        while (Problem is null)
        {
            (_at, _end) = (0, await stream.ReadAsync(_buffer, cancellation));
            if (_end == 0)
            {
                return _taken = AtEnd();
            }

            if (TryMove())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the bytes before the next one that means something: most of a file, and far faster than one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeRun()
    {
        if (_state is State.QuoteInQuoted)
        {
            return;
        }

        var stops = _state is State.Quoted ? Quoted : Plainly;
        var (buffer, stop, seen) = (_buffer, _at, (byte)0);
        for (; stop < _end && !stops[buffer[stop]]; stop++)
        {
            seen |= buffer[stop];
        }

        var run = buffer.AsSpan(_at, stop - _at);
        if (run.IsEmpty || _recordLength + run.Length > RecordLimit)
        {
            return;
        }

        if (_state is State.FieldStart)
        {
            (_fieldLine, _fieldColumn) = (_line, _column);
            _state = State.Plain;
        }

        Append(run);
        _at += run.Length;
        _recordLength += run.Length;
        var ascii = seen < 0x80;
        _fieldAscii &= ascii;
        _column += ascii ? run.Length : Characters(run);
    }

    private static bool[] Meaning(ReadOnlySpan<byte> units)
    {
        var meaning = new bool[256];
        foreach (var unit in units)
        {
            meaning[unit] = true;
        }

        return meaning;
    }

    private static int Characters(ReadOnlySpan<byte> run)
    {
        var characters = 0;
        foreach (var unit in run)
        {
            characters += (unit & 0xC0) != 0x80 ? 1 : 0;
        }

        return characters;
    }

    /// <summary>Takes one byte; true when a record is complete or the file is malformed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Step(byte unit)
    {
        var (line, column) = (_line, _column);
        Advance(unit);
        if (++_recordLength > RecordLimit)
        {
            return Fail(ItemCodes.CsvSyntax, $"The record that holds this field is longer than {RecordLimit:N0} bytes; is a quote not closed?", _fieldLine, _fieldColumn);
        }

        if (unit == 0)
        {
            return Fail(ItemCodes.NotText, "The file holds a NUL character, so it is no text.", line, column);
        }

        switch (_state)
        {
            case State.FieldStart when unit == '"':
                (_fieldLine, _fieldColumn) = (line, column);
                _state = State.Quoted;
                return false;
            case State.FieldStart when unit == '\n' && Count == 0:
                _recordLength = 0;
                return false;
            case State.FieldStart:
                (_fieldLine, _fieldColumn) = (line, column);
                return Plain(unit, line, column);
            case State.Plain:
                return Plain(unit, line, column);
            case State.Quoted when unit == '"':
                _state = State.QuoteInQuoted;
                return false;
            case State.Quoted:
                Append(unit);
                return false;
            case State.QuoteInQuoted when unit == '"':
                Append(unit);
                _state = State.Quoted;
                return false;
            case State.QuoteInQuoted when unit is (byte)',' or (byte)'\n':
                return EndField(quoted: true) || unit == '\n';
            default:
                return Fail(ItemCodes.CsvSyntax, "Text follows the closing quote of a field.", line, column);
        }
    }

    private bool Plain(byte unit, int line, int column)
    {
        switch (unit)
        {
            case (byte)',' or (byte)'\n':
                return EndField(quoted: false) || unit == '\n';
            case (byte)'"':
                return Fail(ItemCodes.CsvSyntax, "A quote stands inside a field without quotes.", line, column);
            case (byte)'\r':
                return Fail(ItemCodes.CsvSyntax, "A carriage return stands alone outside quotes; lines end with LF or CRLF.", line, column);
            default:
                _state = State.Plain;
                Append(unit);
                return false;
        }
    }

    /// <summary>Whether the end of the file ends a record.</summary>
    private bool AtEnd()
    {
        if (_state == State.Quoted)
        {
            Fail(ItemCodes.CsvSyntax, "The field that starts here has no closing quote.", _fieldLine, _fieldColumn);
            return false;
        }

        if (_state == State.FieldStart && Count == 0)
        {
            return false;
        }

        if (_state == State.FieldStart)
        {
            (_fieldLine, _fieldColumn) = (_line, _column);
        }

        return !EndField(_state == State.QuoteInQuoted);
    }

    /// <summary>Ends the field here; true when it is no UTF-8.</summary>
    private bool EndField(bool quoted)
    {
        var length = _recordEnd - _fieldStart;
        if (!_fieldAscii && Metadata.CanonicalText.IndexOfInvalidUtf8(_record.AsSpan(_fieldStart, length)) >= 0)
        {
            return Fail(ItemCodes.NotText, "The field is no UTF-8.", _fieldLine, _fieldColumn);
        }

        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Count * 2);
        }

        _fields[Count++] = new FieldAt(_fieldStart, length, quoted, _fieldLine, _fieldColumn);
        _fieldStart = _recordEnd;
        _fieldAscii = true;
        _state = State.FieldStart;
        return false;
    }

    private void Append(byte unit)
    {
        _fieldAscii &= unit < 0x80;
        Append([unit]);
    }

    private void Append(ReadOnlySpan<byte> units)
    {
        if (_recordEnd + units.Length > _record.Length)
        {
            Array.Resize(ref _record, Math.Max(_record.Length * 2, _recordEnd + units.Length));
        }

        units.CopyTo(_record.AsSpan(_recordEnd));
        _recordEnd += units.Length;
    }

    private void Advance(byte unit)
    {
        if (unit == '\n')
        {
            _line++;
            _column = 1;
        }
        else if ((unit & 0xC0) != 0x80)
        {
            // Bytes that continue a character of UTF-8 are no columns of their own.
            _column++;
        }
    }

    private bool Fail(FailureCode code, string message, int line, int column)
    {
        Problem = code.Finding(message, new Place(file, line, column));
        return true;
    }

    private readonly record struct FieldAt(int Start, int Length, bool Quoted, int Line, int Column);
}
