using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>Pages of rows for those who ask for items.</summary>
internal static class RowPages
{
    private const int Waiting = 4;

    /// <summary>The rows one by one.</summary>
    public static async IAsyncEnumerable<LiveItem> Items(this IAsyncEnumerable<RowPage> pages)
    {
        await foreach (var page in pages)
        {
            for (var i = 0; i < page.Count; i++)
            {
                yield return page.Live(i);
            }
        }
    }

    /// <summary>The pages of a medium that answers on the calling thread, read on another one while the caller works; a few of them wait at most.</summary>
    public static async IAsyncEnumerable<RowPage> Ahead(this IEnumerable<RowPage> pages, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waiting = Channel.CreateBounded<RowPage>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(pages, waiting.Writer, ended.Token), CancellationToken.None);
        try
        {
            await foreach (var page in waiting.Reader.ReadAllAsync(cancellation))
            {
                yield return page;
            }
        }
        finally
        {
            // Whoever opened the medium closes it next: nobody may still read.
            await ended.CancelAsync();
            await reading;
        }
    }

    private static async Task ReadAsync(IEnumerable<RowPage> pages, ChannelWriter<RowPage> waiting, CancellationToken cancellation)
    {
        try
        {
            foreach (var page in pages)
            {
                await waiting.WriteAsync(page, cancellation);
            }

            waiting.Complete();
        }
        catch (Exception exception)
        {
            // The reader of the channel gets it.
            waiting.Complete(exception);
        }
    }
}
