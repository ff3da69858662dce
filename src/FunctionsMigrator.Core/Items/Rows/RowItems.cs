using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sorting;
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

    /// <summary>The rows in order of their keys, in pages; or the findings, before any row.</summary>
    public async IAsyncEnumerable<Outcome<RowPage>> ReadAsync(ISpillSpace spill, long bufferBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var columns = await ColumnsAsync(cancellation);
        var typings = columns.Succeeded
            ? RowTyping.Of(columns.Value, resource.Key, resource.Sensitive, shape, new Place(source.File, 1))
            : columns.As<IReadOnlyList<RowTyping>>();
        if (!typings.TryGet(out var types))
        {
            yield return typings.As<RowPage>();
            yield break;
        }

        // Most files are in order. What fits into memory is kept; of more only the order is looked at, and the file is read again.
        var findings = new FindingList();
        var kept = new List<RowPage>();
        var (bytes, order) = (0L, new KeyOrder());
        await foreach (var page in PagesAsync(types, findings, cancellation))
        {
            order.Add(page, (first, second) => findings.Add(Twice(first, second)));
            bytes += page.Length;
            if (order.Broken)
            {
                break;
            }

            kept.Add(page);
            if (bytes > bufferBytes)
            {
                kept.Clear();
            }
        }

        if (order.Broken)
        {
            kept.Clear();
            await foreach (var page in SortedAsync(types, spill, bufferBytes, cancellation))
            {
                yield return page;
            }
        }
        else if (findings.Any)
        {
            yield return Fail(findings);
        }
        else if (bytes <= bufferBytes)
        {
            foreach (var page in kept)
            {
                yield return Outcome.Of(page);
            }
        }
        else
        {
            var again = new KeyOrder();
            await foreach (var page in PagesAsync(types, findings, cancellation))
            {
                again.Add(page, (_, _) => throw Changed());
                yield return again.Broken || findings.Any ? throw Changed() : Outcome.Of(page);
            }
        }
    }

    // The source may be read twice; what it finds the second time it found before.
    private async IAsyncEnumerable<Outcome<RowPage>> SortedAsync(
        IReadOnlyList<RowTyping> typings, ISpillSpace spill, long bufferBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var findings = new FindingList();
        await using var sort = await ExternalSort.ReadAsync(() => EntriesAsync(typings, findings, cancellation), spill, bufferBytes, cancellation);
        for (var i = 1; i < sort.InMemory?.Count; i++)
        {
            if (sort.InMemory[i - 1].CompareKey(sort.InMemory[i]) == 0)
            {
                findings.Add(Twice(sort.InMemory[i - 1], sort.InMemory[i]));
            }
        }

        if (findings.Any)
        {
            yield return Fail(findings);
            yield break;
        }

        var page = NewPage(typings);
        SortEntry? last = null;
        await foreach (var entry in sort.EntriesAsync().WithCancellation(cancellation))
        {
            var order = last?.CompareKey(entry) ?? -1;
            if (order > 0)
            {
                throw Changed();
            }

            if (order == 0)
            {
                findings.Add(Twice(last!, entry));
            }
            else if (!findings.Any)
            {
                page.Append(entry.Key);
                page.EndKey();
                page.Append(entry.Content);
                page.Add(entry.Line, entry.Column);
                if (page.IsFull)
                {
                    yield return Outcome.Of(page);
                    page = NewPage(typings);
                }
            }

            last = entry;
        }

        yield return findings.Any ? Fail(findings) : Outcome.Of(page);
    }

    private IAsyncEnumerable<RowPage> PagesAsync(IReadOnlyList<RowTyping> typings, FindingList findings, CancellationToken cancellation) =>
        source.ReadAsync(new RowBuilder(resource, typings, variables, source.File, findings), findings, cancellation);

    private async IAsyncEnumerable<SortEntry> EntriesAsync(
        IReadOnlyList<RowTyping> typings, FindingList findings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in PagesAsync(typings, findings, cancellation))
        {
            for (var i = 0; i < page.Count; i++)
            {
                var place = page.Place(i);
                yield return new SortEntry(page.Key(i).ToArray(), page.Content(i).ToArray(), place.Line, place.Column);
            }
        }
    }

    private RowPage NewPage(IReadOnlyList<RowTyping> typings) => new(source.File, typings.Any(typing => typing.Sensitive));

    private static Outcome<RowPage> Fail(FindingList findings) => Outcome.Fail<RowPage>([.. findings.All.Distinct()]);

    private InvalidOperationException Changed() => new($"{source.File} changed while it was read.");

    private Finding Twice(SortEntry first, SortEntry second) => ItemCodes.KeyTwice.Finding(
        $"The key {Encoding.UTF8.GetString(second.Key)} stands {(first.Line == second.Line ? "twice" : $"in line {first.Line} already")}.",
        PlaceOf(second.Line, second.Column));

    private Place PlaceOf(int line, int column) => new(source.File, line, column);

    /// <summary>Whether the keys of one page after the other ascend.</summary>
    private sealed class KeyOrder
    {
        private SortEntry? _before;

        /// <summary>Whether a key was less than the one before it.</summary>
        public bool Broken { get; private set; }

        /// <summary>Looks at the next page, up to the first key that is out of order.</summary>
        public void Add(RowPage page, Action<SortEntry, SortEntry> twice)
        {
            for (var i = 0; i < page.Count && !Broken; i++)
            {
                var order = i > 0 ? page.Key(i - 1).SequenceCompareTo(page.Key(i)) : _before is null ? -1 : _before.Key.AsSpan().SequenceCompareTo(page.Key(0));
                Broken = order > 0;
                if (order == 0)
                {
                    twice(i > 0 ? Entry(page, i - 1) : _before!, Entry(page, i));
                }
            }

            _before = page.Count > 0 ? Entry(page, page.Count - 1) : _before;
        }

        private static SortEntry Entry(RowPage page, int row) => page.Place(row) is var place ? new SortEntry(page.Key(row).ToArray(), [], place.Line, place.Column) : null!;
    }
}
