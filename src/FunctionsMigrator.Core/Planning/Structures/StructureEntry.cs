using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning.Structures;

/// <summary>One thing of a database's structure as it should be.</summary>
/// <param name="Name">As <see cref="StructureObject.Name"/>.</param>
/// <param name="Checksum">Of its definition; null: there should be no such thing, and one that is there is kept.</param>
/// <param name="Text">The first 2,000 characters of its definition; null as the checksum.</param>
/// <param name="Kept">A decision to leave it as it is live.</param>
public sealed record StructureEntry(string Name, Digest? Checksum, string? Text, LedgerOverride? Kept = null)
{
    /// <summary>The collection under which plans and drifts name things of a structure.</summary>
    public const string Collection = "structure";

    private const int MostText = 2_000;

    /// <summary>What is live, as what should be.</summary>
    public static StructureEntry Of(StructureObject live) => new(live.Name, live.Checksum, Cut(live.Text).Text);

    /// <summary>As plans and drifts name it.</summary>
    public static ItemRef ItemOf(string name) => new(Collection, name);

    /// <summary>Whether an item is a thing of a structure.</summary>
    public static bool Is(ItemRef item) => item.Collection == Collection;

    /// <summary>A definition as people may see it.</summary>
    public static ValuePreview Cut(string text) => text.Length > MostText ? new ValuePreview(text[..MostText], Truncated: true) : new ValuePreview(text);

    /// <summary>Whether a decision leaves it alone as it is now.</summary>
    /// <param name="live">Checksum that is live; null: it is not there.</param>
    /// <param name="at">The time.</param>
    public bool IsKept(Digest? live, DateTimeOffset at) => Kept is { } kept && kept.Live == live && !(kept.Until <= at);
}
