using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>Turns expected failures of a stream of items into <see cref="TargetException"/>.</summary>
internal static class GuardedStream
{
    /// <param name="source">The items.</param>
    /// <param name="explain">The finding of an expected failure; null for all others.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public static async IAsyncEnumerable<T> Guard<T>(
        this IAsyncEnumerable<T> source, Func<Exception, Finding?> explain, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var items = source.GetAsyncEnumerator(cancellation);
        while (true)
        {
            bool more;
            try
            {
                more = await items.MoveNextAsync();
            }
            catch (Exception exception) when (exception is not TargetException && explain(exception) is { } finding)
            {
                throw new TargetException(finding, exception);
            }

            if (!more)
            {
                yield break;
            }

            yield return items.Current;
        }
    }
}
