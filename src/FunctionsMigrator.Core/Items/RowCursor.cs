namespace FunctionsMigrator.Core.Items;

/// <summary>Goes through pages of rows one row at a time; waits only between pages. Rows that are not in order are a broken promise and throw.</summary>
internal sealed class RowCursor(IAsyncEnumerable<RowPage> pages, string name, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<RowPage> _pages = pages.GetAsyncEnumerator(cancellation);
    private byte[] _before = [];

    /// <summary>The page of the row; null before the first move and behind the last row.</summary>
    public RowPage? Page { get; private set; }

    /// <summary>The row's number in its page.</summary>
    public int Row { get; private set; } = -1;

    /// <summary>The row's key. There must be a row.</summary>
    public ReadOnlySpan<byte> Key => Page!.Key(Row);

    /// <summary>The row's content. There must be a row.</summary>
    public ReadOnlySpan<byte> Content => Page!.Content(Row);

    /// <summary>Goes to the next row of this page; false when another page must be waited for.</summary>
    public bool TryMove()
    {
        if (Page is not { } page || Row + 1 >= page.Count)
        {
            return false;
        }

        Row++;
        if (Row > 0)
        {
            Require(page.Key(Row - 1), page.Key(Row));
        }

        return true;
    }

    /// <summary>Goes to the next row; false behind the last one.</summary>
    public ValueTask<bool> MoveAsync() => TryMove() ? ValueTask.FromResult(true) : TurnAsync();

    /// <summary>Goes to the first row of this page, from here on, whose key is not less; false when another page must be waited for.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    public bool TrySkipTo(ReadOnlySpan<byte> key)
    {
        while (Key.SequenceCompareTo(key) < 0)
        {
            if (!TryMove())
            {
                return false;
            }
        }

        return true;
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    private async ValueTask<bool> TurnAsync()
    {
        _before = Page is { Count: > 0 } old ? old.Key(old.Count - 1).ToArray() : _before;
        while (await _pages.MoveNextAsync())
        {
            if (_pages.Current is { Count: > 0 } page)
            {
                (Page, Row) = (page, 0);
                Require(_before, Key);
                return true;
            }
        }

        (Page, Row) = (null, -1);
        return false;
    }

    private void Require(ReadOnlySpan<byte> before, ReadOnlySpan<byte> next)
    {
        if (before.SequenceCompareTo(next) > 0)
        {
            throw new InvalidOperationException($"{name} is not in order: '{System.Text.Encoding.UTF8.GetString(next)}' came behind '{System.Text.Encoding.UTF8.GetString(before)}'.");
        }
    }
}
