using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>One changeset of a SQL-formatted changelog, its properties replaced.</summary>
/// <param name="File">The path that its record names: that of its file, unless it has a logical one.</param>
/// <param name="Id">Its id.</param>
/// <param name="Author">Its author.</param>
/// <param name="Sql">Its text, trimmed.</param>
/// <param name="Place">Where it begins.</param>
internal sealed record Changeset(string File, string Id, string Author, string Sql, Place Place)
{
    /// <summary>Its attributes, by name without regard to case.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Its comments.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>What takes it back, as it is written; null when nothing is.</summary>
    public string? Rollback { get; init; }

    /// <summary>What must hold before it runs; null: nothing.</summary>
    public Preconditions? Preconditions { get; init; }

    /// <summary>Checksums that count as its own.</summary>
    public IReadOnlyList<string> ValidChecksums { get; init; } = [];

    /// <summary>Whether Liquibase's checksum of it can be computed here: not of a plain SQL file, nor where a property is not in the changelog.</summary>
    public bool IsComparable { get; init; } = true;

    /// <summary>As Liquibase names it.</summary>
    public string Name => $"{File}::{Id}::{Author}";

    /// <summary>Whether it runs again when its text changes, or every time.</summary>
    public bool Repeats => Is("runOnChange", false) || Is("runAlways", false);

    /// <summary>An attribute that says true or false.</summary>
    public bool Is(string attribute, bool fallback) => Attributes.TryGetValue(attribute, out var value) ? value.Equals("true", StringComparison.OrdinalIgnoreCase) : fallback;
}

/// <summary>What must hold before a changeset runs.</summary>
/// <param name="OnFail">What happens otherwise: HALT, unless it says something else.</param>
/// <param name="Checks">Queries with the answer that they must give.</param>
/// <param name="Others">Names of conditions that are no queries.</param>
internal sealed record Preconditions(string OnFail, IReadOnlyList<(string Expected, string Sql)> Checks, IReadOnlyList<string> Others);
