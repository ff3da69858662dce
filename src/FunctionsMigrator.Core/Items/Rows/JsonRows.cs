using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sources;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>Rows of a JSON file: an array of objects.</summary>
internal sealed class JsonRows(SourceIndex index, string file, IReadOnlyList<string> key) : IRowSource
{
    public string File => file;

    public async Task<Outcome<IReadOnlyList<string>>> ColumnsAsync(CancellationToken cancellation)
    {
        var findings = new FindingList();
        await using var stream = await index.OpenAsync(file, cancellation);
        await foreach (var (value, line, column) in new JsonElements(stream, file).ReadAsync(findings, cancellation))
        {
            var place = new Place(file, line, column);
            return value.ValueKind == JsonValueKind.Object
                ? JsonRowShape.ColumnsOf(value.EnumerateObject().Select(member => member.Name), place)
                : ItemCodes.RowShape.Fail<IReadOnlyList<string>>("The row is no object.", place);
        }

        // A file without rows fills no columns beyond the key.
        return findings.Any ? Outcome.Fail<IReadOnlyList<string>>(findings.All) : Outcome.Of(key);
    }

    public IAsyncEnumerable<RowPage> ReadAsync(RowBuilder rows, FindingList findings, CancellationToken cancellation) =>
        rows.PagesAsync(RecordsAsync(rows.Columns, findings, cancellation));

    private async IAsyncEnumerable<RowRecord> RecordsAsync(
        IReadOnlyList<string> columns, FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = await index.OpenAsync(file, cancellation);
        await foreach (var (value, line, column) in new JsonElements(stream, file).ReadAsync(findings, cancellation))
        {
            if (findings.Full)
            {
                yield break;
            }

            var place = new Place(file, line, column);
            if (value.ValueKind != JsonValueKind.Object)
            {
                findings.Add(ItemCodes.RowShape.Finding("The row is no object.", place));
            }
            else if (JsonRowShape.Read(value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)), columns, place, findings) is { } row)
            {
                yield return row;
            }
        }
    }
}
