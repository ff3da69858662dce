using System.Runtime.CompilerServices;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Planning;

/// <summary>The merge join of a table's rows, over pages: a row that is settled costs a comparison of bytes, and only what is not becomes objects.</summary>
internal sealed class RowMerge(PlanRequest request, PlanDraft draft, ItemComparison comparison, ResourceSlice slice, LedgerCursor ledger)
{
    private readonly SettledLine _settled = new(slice);

    private string Address => request.Target.Binding.Address.ToString();

    /// <summary>Compares all rows of git, of the target and of the ledger.</summary>
    public async Task PlanAsync(IAsyncEnumerable<Outcome<RowPage>> desiredPages, IAsyncEnumerable<RowPage> livePages, CancellationToken cancellation)
    {
        await using var wanted = new RowCursor(GoodAsync(desiredPages), slice.Resource, cancellation);
        await using var live = new RowCursor(livePages, $"{Address} {slice.Collection}", cancellation);
        await BeginAsync(wanted, live);
        var resource = request.Resource(slice.Resource);
        while (true)
        {
            await SkipSettledAsync(wanted, live, cancellation);
            cancellation.ThrowIfCancellationRequested();
            var head = ledger.Head is { } entry && entry.Item.Collection == slice.Collection ? entry : null;
            if (Utf8Order.Lower(Utf8Order.Lower(KeyOf(wanted), KeyOf(live)), head?.Item.Key) is not { } key)
            {
                return;
            }

            var item = KeyOf(wanted) == key ? wanted.Page!.Desired(wanted.Row) : null;
            var found = KeyOf(live) == key ? live.Page!.Live(live.Row) : null;
            var @base = head?.Item.Key == key ? await ledger.TakeAsync() : null;
            _ = item is not null && await wanted.MoveAsync();
            _ = found is not null && await live.MoveAsync();
            await comparison.CompareAsync(key, item is null ? [] : [(slice, resource, item)], found, @base, cancellation);
        }
    }

    // The target answers while the file is read.
    private static async Task BeginAsync(RowCursor wanted, RowCursor live)
    {
        var asked = live.MoveAsync();
        try
        {
            await wanted.MoveAsync();
        }
        finally
        {
            await asked;
        }
    }

    private static string? KeyOf(RowCursor cursor) => cursor.Page is null ? null : Encoding.UTF8.GetString(cursor.Key);

    private async ValueTask SkipSettledAsync(RowCursor wanted, RowCursor live, CancellationToken cancellation)
    {
        while (Skip(wanted, live) is { } due)
        {
            if (due.Write)
            {
                cancellation.ThrowIfCancellationRequested();
                await draft.FlushLedgerAsync(cancellation);
            }

            _ = due.Line && await ledger.ReadOnAsync();
            _ = due.Wanted && await wanted.MoveAsync();
            _ = due.Live && await live.MoveAsync();
        }
    }

    /// <summary>Passes over settled rows until something must be waited for, which is answered; null at a row that is not settled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (bool Write, bool Line, bool Wanted, bool Live)? Skip(RowCursor wanted, RowCursor live)
    {
        while (wanted.Page is not null && live.Page is not null && ledger.HasLine
            && wanted.Key.SequenceEqual(live.Key) && wanted.Content.SequenceEqual(live.Content) && _settled.Is(ledger.Line, wanted.Key, wanted.Content))
        {
            var write = !draft.TryKeep(ledger.Line);
            var line = !ledger.TrySkip(slice, wanted.Key);
            var (next, other) = (!wanted.TryMove(), !live.TryMove());
            if (write || line || next || other)
            {
                return (write, line, next, other);
            }
        }

        return null;
    }

    private async IAsyncEnumerable<RowPage> GoodAsync(IAsyncEnumerable<Outcome<RowPage>> pages)
    {
        await foreach (var page in pages)
        {
            foreach (var finding in page.Findings)
            {
                draft.Add(finding with { Target = Address });
            }

            if (page.TryGet(out var rows))
            {
                yield return rows;
            }
        }
    }
}
