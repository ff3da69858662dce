using System.Buffers;
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

    private static readonly SearchValues<byte> Plainly = SearchValues.Create(",\n\r\"\0"u8);
    private static readonly SearchValues<byte> Quoted = SearchValues.Create("\"\n\0"u8);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<CsvField> _fields = [];
    private byte[] _field = new byte[256];
    private int _at;
    private int _end;
    private int _fieldLength;
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

    /// <summary>The fields of the next record; null at the end, or when there is a <see cref="Problem"/>.</summary>
    public async ValueTask<IReadOnlyList<CsvField>?> ReadAsync(CancellationToken cancellation)
    {
        while (Problem is null)
        {
            while (_at < _end)
            {
                TakeRun();
                if (_at < _end && Step(_buffer[_at++]))
                {
                    return Problem is null ? TakeRecord() : null;
                }
            }

            (_at, _end) = (0, await stream.ReadAsync(_buffer, cancellation));
            if (_end == 0)
            {
                return AtEnd();
            }
        }

        return null;
    }

    /// <summary>Disposes the stream.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>Takes the bytes before the next one that means something: most of a file, and far faster than one by one.</summary>
    private void TakeRun()
    {
        if (_state is State.QuoteInQuoted)
        {
            return;
        }

        var ahead = _buffer.AsSpan(_at, _end - _at);
        var length = ahead.IndexOfAny(_state is State.Quoted ? Quoted : Plainly);
        var run = length < 0 ? ahead : ahead[..length];
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
        _column += Ascii.IsValid(run) ? run.Length : Characters(run);
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
            case State.FieldStart when unit == '\n' && _fields.Count == 0:
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

    private CsvField[]? AtEnd()
    {
        if (_state == State.Quoted)
        {
            Fail(ItemCodes.CsvSyntax, "The field that starts here has no closing quote.", _fieldLine, _fieldColumn);
            return null;
        }

        if (_state == State.FieldStart && _fields.Count == 0)
        {
            return null;
        }

        if (_state == State.FieldStart)
        {
            (_fieldLine, _fieldColumn) = (_line, _column);
        }

        return EndField(_state == State.QuoteInQuoted) ? null : TakeRecord();
    }

    /// <summary>Ends the field here; true when it is no UTF-8.</summary>
    private bool EndField(bool quoted)
    {
        var bytes = _field.AsSpan(0, _fieldLength);
        if (Metadata.CanonicalText.IndexOfInvalidUtf8(bytes) >= 0)
        {
            return Fail(ItemCodes.NotText, "The field is no UTF-8.", _fieldLine, _fieldColumn);
        }

        _fields.Add(new CsvField(quoted || _fieldLength > 0 ? Encoding.UTF8.GetString(bytes) : null, _fieldLine, _fieldColumn));
        _fieldLength = 0;
        _state = State.FieldStart;
        return false;
    }

    private CsvField[] TakeRecord()
    {
        CsvField[] record = [.. _fields];
        _fields.Clear();
        _recordLength = 0;
        return record;
    }

    private void Append(byte unit) => Append([unit]);

    private void Append(ReadOnlySpan<byte> units)
    {
        if (_fieldLength + units.Length > _field.Length)
        {
            Array.Resize(ref _field, Math.Max(_field.Length * 2, _fieldLength + units.Length));
        }

        units.CopyTo(_field.AsSpan(_fieldLength));
        _fieldLength += units.Length;
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
}
