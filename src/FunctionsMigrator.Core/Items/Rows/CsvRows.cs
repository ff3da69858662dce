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

    public async IAsyncEnumerable<RowRecord> ReadAsync(
        IReadOnlyList<string> columns, FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var reader = new CsvReader(await index.OpenAsync(file, cancellation), file);
        await HeaderAsync(reader, cancellation);
        while (!findings.Full && await reader.ReadAsync(cancellation) is { } fields)
        {
            if (fields.Count == columns.Count)
            {
                var cells = new RowCell[fields.Count];
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i] = new RowCell(fields[i].Text, fields[i].Line, fields[i].Column);
                }

                yield return new RowRecord(cells, fields[0].Line, 1);
                continue;
            }

            findings.Add(ItemCodes.FieldCount.Finding(
                $"The row has {fields.Count} fields, the header {columns.Count}: {string.Join(", ", columns)}.", new Place(file, fields[0].Line, 1)));
        }

        if (reader.Problem is { } problem)
        {
            findings.Add(problem);
        }
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
