using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sorting;
using FunctionsMigrator.Core.Items.Variables;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>
/// Turns the rows of a resource into items: typed, in order, each key once. The source is read to its end before the first item is answered, so findings
/// come before items; only two rows of one key that did not fit into memory together are found on the way.
/// </summary>
/// <param name="resource">The resource.</param>
/// <param name="source">Its rows.</param>
/// <param name="shape">The types of the table; null: all columns are text.</param>
/// <param name="variables">Variables for <c>${name}</c> in values; null where they are not active.</param>
internal sealed class RowItems(
    ReferenceDataDocument resource, IRowSource source, TableShape? shape, IReadOnlyDictionary<string, JsonElement>? variables)
{
    /// <summary>The columns of the rows; the key must be among them.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> ColumnsAsync(CancellationToken cancellation)
    {
        var columns = await source.ColumnsAsync(cancellation);
        return columns.Succeeded && resource.Key.FirstOrDefault(name => !columns.Value.Contains(name, StringComparer.Ordinal)) is { } missing
            ? ItemCodes.Header.Fail<IReadOnlyList<string>>(
                $"The key column '{missing}' of '{resource.Name}' is not among the columns {string.Join(", ", columns.Value)}.", new Place(source.File, 1))
            : columns;
    }

    /// <summary>The items in order of their keys, or the findings.</summary>
    public async IAsyncEnumerable<Outcome<DesiredItem>> ReadAsync(ISpillSpace spill, long bufferBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var columns = await ColumnsAsync(cancellation);
        var typings = columns.Succeeded
            ? RowTyping.Of(columns.Value, resource.Key, resource.Sensitive, shape, new Place(source.File, 1))
            : columns.As<IReadOnlyList<RowTyping>>();
        if (!typings.Succeeded)
        {
            yield return typings.As<DesiredItem>();
            yield break;
        }

        // The source may be read twice; what it finds the second time it found before.
        var findings = new FindingList();
        await using var sort = await ExternalSort.ReadAsync(() => EntriesAsync(columns.Value, typings.Value, findings, cancellation), spill, bufferBytes, cancellation);
        for (var i = 1; i < sort.InMemory?.Count; i++)
        {
            if (sort.InMemory[i - 1].CompareKey(sort.InMemory[i]) == 0)
            {
                findings.Add(Twice(sort.InMemory[i - 1], sort.InMemory[i]));
            }
        }

        if (findings.Any)
        {
            yield return Outcome.Fail<DesiredItem>([.. findings.All.Distinct()]);
            yield break;
        }

        var sensitive = typings.Value.Any(typing => typing.Sensitive);
        SortEntry? last = null;
        await foreach (var entry in sort.EntriesAsync().WithCancellation(cancellation))
        {
            var order = last?.CompareKey(entry) ?? -1;
            if (order > 0)
            {
                throw new InvalidOperationException($"{source.File} changed while it was read.");
            }

            if (order == 0)
            {
                findings.Add(Twice(last!, entry));
            }
            else if (!findings.Any)
            {
                yield return Outcome.Of(new DesiredItem(
                    Encoding.UTF8.GetString(entry.Key), Digest.Of(entry.Content), ItemContent.Of(entry.Content), PlaceOf(entry.Line, entry.Column), sensitive));
            }

            last = entry;
        }

        if (findings.Any)
        {
            yield return Outcome.Fail<DesiredItem>(findings.All);
        }
    }

    private async IAsyncEnumerable<SortEntry> EntriesAsync(
        IReadOnlyList<string> columns, IReadOnlyList<RowTyping> typings, FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var keyAt = resource.Key.Select(name => columns.Index().First(column => column.Item == name).Index).ToArray();
        var key = new string[keyAt.Length];
        var values = new string?[columns.Count];
        var format = new RowFormat(columns);
        await foreach (var row in source.ReadAsync(columns, findings, cancellation))
        {
            var fits = true;
            for (var i = 0; i < values.Length; i++)
            {
                fits &= TryReplace(row.Cells[i], findings, out var cell) & typings[i].TryText(cell, source.File, findings, out values[i]);
            }

            if (fits)
            {
                for (var i = 0; i < key.Length; i++)
                {
                    key[i] = values[keyAt[i]]!;
                }

                yield return new SortEntry(format.Key(key).ToArray(), format.Content(values), row.Line, row.Column);
            }
        }
    }

    private bool TryReplace(RowCell cell, FindingList findings, out RowCell replaced)
    {
        replaced = cell;
        if (variables is null || cell.Text is null)
        {
            return true;
        }

        var place = PlaceOf(cell.Line, cell.Column);
        if (Metadata.Placeholder.Whole(cell.Text) is { } name && variables.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Null)
        {
            replaced = cell with { Text = null };
            return true;
        }

        // Inside a file a place has a line; a row in place has the line of its document.
        var text = Substitution.Text(cell.Text, variables, place with { Line = Math.Max(place.Line, 1) });
        findings.AddRange(text.Findings);
        replaced = cell with { Text = text.Succeeded ? text.Value : cell.Text };
        return text.Succeeded;
    }

    private Finding Twice(SortEntry first, SortEntry second) => ItemCodes.KeyTwice.Finding(
        $"The key {Encoding.UTF8.GetString(second.Key)} stands {(first.Line == second.Line ? "twice" : $"in line {first.Line} already")}.",
        PlaceOf(second.Line, second.Column));

    private Place PlaceOf(int line, int column) => new(source.File, line, column);
}
