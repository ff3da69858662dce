using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>Pages of rows for those who ask for items.</summary>
internal static class RowPages
{
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
}
