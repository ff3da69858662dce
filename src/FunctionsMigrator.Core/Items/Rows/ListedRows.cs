using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>Rows in memory: written in place, or read from a YAML file.</summary>
/// <param name="rows">The rows.</param>
/// <param name="place">Where they stand as a whole; findings name the row by its number.</param>
/// <param name="key">The key columns, which are all where there is no row.</param>
internal sealed class ListedRows(IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> rows, Place place, IReadOnlyList<string> key) : IRowSource
{
    public string File => place.File;

    public Task<Outcome<IReadOnlyList<string>>> ColumnsAsync(CancellationToken cancellation) =>
        Task.FromResult(rows.Count == 0 ? Outcome.Of(key) : JsonRowShape.ColumnsOf(rows[0].Keys, place));

    public IAsyncEnumerable<RowPage> ReadAsync(RowBuilder builder, FindingList findings, CancellationToken cancellation) =>
        builder.PagesAsync(RecordsAsync(builder.Columns, findings, cancellation));

    private async IAsyncEnumerable<RowRecord> RecordsAsync(
        IReadOnlyList<string> columns, FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        for (var i = 0; i < rows.Count && !findings.Full; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = new FindingList();
            if (JsonRowShape.Read(rows[i], columns, place, own) is { } row)
            {
                yield return row;
            }

            findings.AddRange(own.All.Select(finding => finding with { Message = $"Row {i + 1}: {finding.Message}" }));
        }
    }
}
