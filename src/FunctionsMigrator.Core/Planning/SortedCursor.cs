namespace FunctionsMigrator.Core.Planning;

/// <summary>One sorted stream of a merge join: looks at the head, takes it, moves on. A stream that is not sorted is a broken promise and throws.</summary>
internal sealed class SortedCursor<T>(IAsyncEnumerable<T> source, Func<T, string> key, string name, CancellationToken cancellation) : IAsyncDisposable
    where T : class
{
    private readonly IAsyncEnumerator<T> _items = source.GetAsyncEnumerator(cancellation);

    public T? Head { get; private set; }

    public string? Key { get; private set; }

    public ValueTask MoveAsync()
    {
        var moved = _items.MoveNextAsync();
        if (moved.IsCompletedSuccessfully)
        {
            Take(moved.Result);
            return ValueTask.CompletedTask;
        }

        return TakeAsync(moved);
    }

    /// <summary>Answers the head if it has this key, and moves on.</summary>
    public async ValueTask<T?> TakeAsync(string wanted)
    {
        if (Key is null || Key != wanted)
        {
            return null;
        }

        var taken = Head;
        await MoveAsync();
        return taken;
    }

    private async ValueTask TakeAsync(ValueTask<bool> moved) => Take(await moved);

    private void Take(bool moved)
    {
        Head = moved ? _items.Current : null;
        var next = Head is null ? null : key(Head);
        if (next is not null && Key is not null && Utf8Order.Compare(Key, next) > 0)
        {
            throw new InvalidOperationException($"{name} is not in order: '{next}' came behind '{Key}'.");
        }

        Key = next;
    }

    public ValueTask DisposeAsync() => _items.DisposeAsync();
}
