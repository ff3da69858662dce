using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Variables;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>
/// Makes rows of pages from the cells of a file: variables replaced, typed, canonical. What does not fit is a finding, and its row is left out. Most cells are canonical as they stand and are
/// copied byte for byte.
/// </summary>
internal sealed class RowBuilder
{
    private readonly IReadOnlyList<RowTyping> _typings;
    private readonly IReadOnlyDictionary<string, JsonElement>? _variables;
    private readonly string _file;
    private readonly FindingList _findings;
    private readonly RowFormat _format;
    private readonly int[] _key;
    private readonly bool _sensitive;

    // What a cell becomes where that is not what the file says; null and not plain: NULL.
    private readonly byte[]?[] _texts;
    private readonly bool[] _plain;
    private RowPage _page;

    public RowBuilder(ReferenceDataDocument resource, IReadOnlyList<RowTyping> typings, IReadOnlyDictionary<string, JsonElement>? variables, string file, FindingList findings)
    {
        (_typings, _variables, _file, _findings) = (typings, variables, file, findings);
        Columns = [.. typings.Select(typing => typing.Name)];
        _format = new RowFormat(Columns);
        _key = [.. resource.Key.Select(name => typings.Index().First(typing => typing.Item.Name == name).Index)];
        _sensitive = typings.Any(typing => typing.Sensitive);
        _texts = new byte[]?[typings.Count];
        _plain = new bool[typings.Count];
        _page = new RowPage(file, _sensitive);
    }

    /// <summary>The columns of the rows.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Whether the page that is being filled shall be taken.</summary>
    public bool IsFull => _page.IsFull;

    /// <summary>The rows that were added since the last call.</summary>
    public RowPage Take()
    {
        var page = _page;
        _page = new RowPage(_file, _sensitive);
        return page;
    }

    /// <summary>The pages of rows that come one by one.</summary>
    public async IAsyncEnumerable<RowPage> PagesAsync(IAsyncEnumerable<RowRecord> records)
    {
        await foreach (var record in records)
        {
            Add(record);
            if (IsFull)
            {
                yield return Take();
            }
        }

        yield return Take();
    }

    /// <summary>Adds the record that a reader stands on. It has a field for each column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(CsvReader record)
    {
        var fits = true;
        for (var i = 0; i < _typings.Count; i++)
        {
            var bytes = record.Bytes(i);
            _plain[i] = !record.IsNull(i) && (_variables is null || !bytes.Contains((byte)'$')) && RowText.IsCanonical(_typings[i].Type, bytes);
            fits = (_plain[i] || Convert(i, record)) && fits;
        }

        if (!fits)
        {
            return;
        }

        for (var i = 0; i < _key.Length; i++)
        {
            _page.Append(i == 0 ? "["u8 : ","u8);
            Append(_key[i], _plain[_key[i]] ? record.Bytes(_key[i]) : default);
        }

        EndKey();
        for (var i = 0; i < _format.Order.Length; i++)
        {
            _page.Append(_format.Head(i));
            Append(_format.Order[i], _plain[_format.Order[i]] ? record.Bytes(_format.Order[i]) : default);
        }

        End(record.Line, 1);
    }

    /// <summary>Adds a row that has a cell for each column.</summary>
    public void Add(RowRecord row)
    {
        var fits = true;
        for (var i = 0; i < _typings.Count; i++)
        {
            _plain[i] = false;
            fits = Convert(i, row.Cells[i]) && fits;
        }

        if (!fits)
        {
            return;
        }

        for (var i = 0; i < _key.Length; i++)
        {
            _page.Append(i == 0 ? "["u8 : ","u8);
            Append(_key[i], default);
        }

        EndKey();
        for (var i = 0; i < _format.Order.Length; i++)
        {
            _page.Append(_format.Head(i));
            Append(_format.Order[i], default);
        }

        End(row.Line, row.Column);
    }

    private void Append(int column, ReadOnlySpan<byte> plain)
    {
        if (_plain[column])
        {
            _page.AppendText(plain);
        }
        else if (_texts[column] is { } text)
        {
            _page.AppendText(text);
        }
        else
        {
            _page.Append("null"u8);
        }
    }

    private void EndKey()
    {
        _page.Append("]"u8);
        _page.EndKey();
    }

    private void End(int line, int column)
    {
        _page.Append(_format.Tail);
        _page.Add(line, column);
    }

    private bool Convert(int column, CsvReader record)
    {
        var field = record.Field(column);
        return Convert(column, new RowCell(field.Text, field.Line, field.Column));
    }

    private bool Convert(int column, RowCell cell)
    {
        // Both are asked, so that each says what it found.
        var fits = TryReplace(cell, out var replaced) & _typings[column].TryText(replaced, _file, _findings, out var text);
        _texts[column] = fits && text is not null ? Encoding.UTF8.GetBytes(text) : null;
        return fits;
    }

    private bool TryReplace(RowCell cell, out RowCell replaced)
    {
        replaced = cell;
        if (_variables is null || cell.Text is null)
        {
            return true;
        }

        if (Metadata.Placeholder.Whole(cell.Text) is { } name && _variables.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Null)
        {
            replaced = cell with { Text = null };
            return true;
        }

        // Inside a file a place has a line; a row in place has the line of its document.
        var text = Substitution.Text(cell.Text, _variables, new Place(_file, Math.Max(cell.Line, 1), cell.Column));
        _findings.AddRange(text.Findings);
        replaced = cell with { Text = text.Succeeded ? text.Value : cell.Text };
        return text.Succeeded;
    }
}
