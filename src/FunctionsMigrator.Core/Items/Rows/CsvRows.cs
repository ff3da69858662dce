using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sources;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>Rows of a CSV file with a header.</summary>
internal sealed class CsvRows(SourceIndex index, string file) : IRowSource
{
    public string File => file;

    public async Task<Outcome<IReadOnlyList<string>>> ColumnsAsync(CancellationToken cancellation)
    {
        await using var reader = new CsvReader(await index.OpenAsync(file, cancellation), file);
        return await HeaderAsync(reader, cancellation);
    }

    public async IAsyncEnumerable<RowPage> ReadAsync(RowBuilder rows, FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var reader = new CsvReader(await index.OpenAsync(file, cancellation), file);
        await HeaderAsync(reader, cancellation);
        while (await MoveAsync(reader, rows.Columns, findings, cancellation))
        {
            if (Fill(rows, reader, findings))
            {
                yield return rows.Take();
            }
        }

        yield return rows.Take();
    }

    /// <summary>Adds the record that the reader stands on and those behind it, as far as they are in memory and there is nothing to be said of them; true when a page is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Fill(RowBuilder rows, CsvReader reader, FindingList findings)
    {
        do
        {
            rows.Add(reader);
            if (rows.IsFull)
            {
                return true;
            }
        }
        while (!findings.Any && reader.TryMove(rows.Columns.Count));
        return false;
    }

    /// <summary>The rows as the file writes them, one by one.</summary>
    public async IAsyncEnumerable<RowRecord> RecordsAsync(IReadOnlyList<string> columns, FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var reader = new CsvReader(await index.OpenAsync(file, cancellation), file);
        await HeaderAsync(reader, cancellation);
        while (await MoveAsync(reader, columns, findings, cancellation))
        {
            yield return new RowRecord([.. Enumerable.Range(0, reader.Count).Select(reader.Field).Select(field => new RowCell(field.Text, field.Line, field.Column))], reader.Line, 1);
        }
    }

    /// <summary>Goes to the next record that has a field for each column; what has not is a finding, and so is what keeps the rest from being read.</summary>
    private async ValueTask<bool> MoveAsync(CsvReader reader, IReadOnlyList<string> columns, FindingList findings, CancellationToken cancellation)
    {
        while (!findings.Full && (reader.TryMove() || await reader.MoveAsync(cancellation)))
        {
            if (reader.Count == columns.Count)
            {
                return true;
            }

            findings.Add(ItemCodes.FieldCount.Finding(
                $"The row has {reader.Count} fields, the header {columns.Count}: {string.Join(", ", columns)}.", new Place(file, reader.Line, 1)));
        }

        if (reader.Problem is { } problem)
        {
            findings.Add(problem);
        }

        return false;
    }

    private async Task<Outcome<IReadOnlyList<string>>> HeaderAsync(CsvReader reader, CancellationToken cancellation)
    {
        var fields = await reader.ReadAsync(cancellation);
        if (reader.Problem is { } problem)
        {
            return Outcome.Fail<IReadOnlyList<string>>(problem);
        }

        if (fields is null)
        {
            return ItemCodes.Header.Fail<IReadOnlyList<string>>("The file is empty; its first line names the columns.", new Place(file));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var place = new Place(file, field.Line, field.Column);
            if (string.IsNullOrWhiteSpace(field.Text))
            {
                return ItemCodes.Header.Fail<IReadOnlyList<string>>("A column of the header has no name.", place);
            }

            if (!names.Add(field.Text))
            {
                return ItemCodes.Header.Fail<IReadOnlyList<string>>($"The header names the column '{field.Text}' twice.", place);
            }
        }

        return Outcome.Of<IReadOnlyList<string>>([.. fields.Select(field => field.Text!)]);
    }
}
