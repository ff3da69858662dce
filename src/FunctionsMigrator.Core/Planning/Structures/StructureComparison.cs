using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning.Structures;

/// <summary>Compares a database's structure with what it should be.</summary>
public static class StructureComparison
{
    /// <summary>Compares.</summary>
    /// <param name="should">What should be, each name once.</param>
    /// <param name="live">What is, each name once.</param>
    /// <param name="at">The time: a decision whose end is over counts no more.</param>
    public static StructureFound Of(IEnumerable<StructureEntry> should, IEnumerable<StructureObject> live, DateTimeOffset at)
    {
        var now = live.ToDictionary(thing => thing.Name, StringComparer.Ordinal);
        var differences = new List<StructureDifference>();
        var back = new List<StructureDifference>();
        foreach (var entry in should)
        {
            now.Remove(entry.Name, out var thing);
            if (entry.Checksum == thing?.Checksum)
            {
                back.AddRange(entry.Kept is null ? [] : [new StructureDifference(entry.Name, entry, thing)]);
            }
            else if (!entry.IsKept(thing?.Checksum, at))
            {
                differences.Add(new StructureDifference(entry.Name, entry.Checksum is null ? null : entry, thing));
            }
        }

        differences.AddRange(now.Values.Select(thing => new StructureDifference(thing.Name, null, thing)));
        return new StructureFound([.. differences.OrderBy(difference => difference.Name, Utf8Order.Instance)], back);
    }
}

/// <summary>What a comparison found.</summary>
/// <param name="Differences">What differs and was not decided, in <see cref="Utf8Order"/> of the names.</param>
/// <param name="Back">What somebody decided to keep and is what it should be again.</param>
public sealed record StructureFound(IReadOnlyList<StructureDifference> Differences, IReadOnlyList<StructureDifference> Back);

/// <summary>One thing of a structure that is not what it should be.</summary>
/// <param name="Name">Its kind and name.</param>
/// <param name="Was">What it should be; null: it should not be there.</param>
/// <param name="Now">What it is; null: it is not there.</param>
public sealed record StructureDifference(string Name, StructureEntry? Was, StructureObject? Now);
