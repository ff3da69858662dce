using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>
/// Whether another target of the environment agrees with the one that is captured. It does in an item where both hold the same, or where each holds what git wants there:
/// a value that git writes through a variable may well differ.
/// </summary>
internal static class RegionComparison
{
    /// <summary>More of them make the whole resource one that differs.</summary>
    public const int Limit = 10_000;

    private const int Named = 5;

    /// <summary>Adds the keys in which the two differ, up to <see cref="Limit"/> in all; of items that git does not have only those that <paramref name="owns"/> takes.</summary>
    public static async Task AddAsync(CaptureSide first, CaptureSide other, Func<string, bool> owns, HashSet<string> keys, CancellationToken cancellation)
    {
        await using var left = new SortedCursor<Pair>(PairsAsync(first, cancellation), pair => pair.Key, first.Binding.Address.ToString(), cancellation);
        await using var right = new SortedCursor<Pair>(PairsAsync(other, cancellation), pair => pair.Key, other.Binding.Address.ToString(), cancellation);
        await left.MoveAsync();
        await right.MoveAsync();
        while ((left.Key is not null || right.Key is not null) && keys.Count < Limit)
        {
            var key = right.Key is null || (left.Key is not null && Utf8Order.Compare(left.Key, right.Key) <= 0) ? left.Key! : right.Key;
            var (one, two) = (await left.TakeAsync(key), await right.TakeAsync(key));
            if (one?.Live != two?.Live && (one?.Live != one?.Desired || two?.Live != two?.Desired) && ((one?.Desired ?? two?.Desired) is not null || owns(key)))
            {
                keys.Add(key);
            }
        }
    }

    /// <summary>The finding that names them.</summary>
    public static Finding Finding(string resource, TargetAddress first, IEnumerable<TargetAddress> others, IReadOnlyCollection<string> keys) => CaptureCodes.RegionsDiffer.Finding(
        $"'{resource}': {first} and {string.Join(", ", others.Take(Named))} do not hold the same in {string.Join(", ", keys.Order(Utf8Order.Instance).Take(Named))}" +
        $"{(keys.Count > Named ? $" and {(keys.Count >= Limit ? "very many" : keys.Count - Named)} more" : "")}; git keeps what it has there.",
        target: first.ToString());

    private static async IAsyncEnumerable<Pair> PairsAsync(CaptureSide side, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (key, desired, live) in side.ItemsAsync(cancellation))
        {
            yield return new Pair(key, desired?.Checksum, live?.Checksum);
        }
    }

    private sealed record Pair(string Key, Digest? Desired, Digest? Live);
}
