using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>Cuts a JSON array into its elements, with memory for one of them, and knows on which line each starts.</summary>
internal sealed class JsonElements(Stream stream, string file)
{
    /// <summary>Bytes of one element.</summary>
    public const int ElementLimit = 4 << 20;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _element = new(1024);
    private State _state;
    private int _depth;
    private bool _inText;
    private bool _escaped;
    private int _line = 1;
    private int _column = 1;
    private int _elementLine;
    private int _elementColumn;

    private enum State
    {
        BeforeArray,
        BeforeFirst,
        BeforeElement,
        InElement,
        AfterArray,
    }

    /// <summary>The elements in order. A malformed file ends them with a finding.</summary>
    public async IAsyncEnumerable<(JsonElement Value, int Line, int Column)> ReadAsync(
        FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int read;
        while ((read = await stream.ReadAsync(_buffer, cancellation)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                var (ended, problem) = Step(_buffer[i]);
                if (problem is null && ended)
                {
                    var element = Parse();
                    if (element.Succeeded)
                    {
                        yield return (element.Value, _elementLine, _elementColumn);
                    }

                    problem = element.Succeeded ? null : element.Findings[0];
                }

                if (problem is not null)
                {
                    findings.Add(problem);
                    yield break;
                }
            }
        }

        if (_state != State.AfterArray)
        {
            findings.Add(Problem("The file ends before its array is closed."));
        }
    }

    private (bool Ended, Finding? Problem) Step(byte unit)
    {
        var place = (_line, _column);
        Advance(unit);
        if (_state != State.InElement && unit is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            return (false, null);
        }

        switch (_state)
        {
            case State.BeforeArray:
                _state = State.BeforeFirst;
                return (false, unit == '[' ? null : Problem("The file is no array of rows.", place));
            case State.AfterArray:
                return (false, Problem("Text follows the array.", place));
            case State.BeforeFirst when unit == ']':
                _state = State.AfterArray;
                return (false, null);
            case State.BeforeFirst or State.BeforeElement when unit is (byte)']' or (byte)',':
                return (false, Problem("An element is missing.", place));
            case State.BeforeFirst or State.BeforeElement:
                (_elementLine, _elementColumn) = place;
                _element.ResetWrittenCount();
                _state = State.InElement;
                break;
        }

        if (!_inText && _depth == 0 && unit is (byte)',' or (byte)']')
        {
            _state = unit == ',' ? State.BeforeElement : State.AfterArray;
            return (true, null);
        }

        Track(unit);
        _element.Write([unit]);
        return (false, _element.WrittenCount > ElementLimit ? Problem($"The row that starts here is longer than {ElementLimit:N0} bytes.", (_elementLine, _elementColumn)) : null);
    }

    private void Track(byte unit)
    {
        if (_inText)
        {
            _inText = _escaped || unit != '"';
            _escaped = !_escaped && unit == '\\';
            return;
        }

        _inText = unit == '"';
        _depth += unit switch { (byte)'{' or (byte)'[' => 1, (byte)'}' or (byte)']' => -1, _ => 0 };
    }

    private Outcome<JsonElement> Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(_element.WrittenMemory);
            return Outcome.Of(document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            return Outcome.Fail<JsonElement>(JsonFile.Problem(e, file, _elementLine, _elementColumn));
        }
    }

    private Finding Problem(string message, (int Line, int Column)? place = null) =>
        ItemCodes.BadJson.Finding(message, new Place(file, place?.Line ?? _line, place?.Column ?? _column));

    private void Advance(byte unit)
    {
        if (unit == '\n')
        {
            _line++;
            _column = 1;
        }
        else if ((unit & 0xC0) != 0x80)
        {
            _column++;
        }
    }
}
