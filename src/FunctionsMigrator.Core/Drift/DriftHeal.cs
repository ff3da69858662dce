namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// What a run brings back: the drifted items of an environment, or some of them, to what the last good run left there. It writes no item that did not drift, and none that git has
/// changed since.
/// </summary>
/// <param name="Run">The good run whose bundle it applies.</param>
/// <param name="Targets">Only these targets; with no items either: all.</param>
/// <param name="Items">Only these items, at most fifty; also those whose live value somebody had accepted.</param>
/// <param name="Reason">Why.</param>
public sealed record DriftHeal(string Run, IReadOnlyList<TargetAddress> Targets, IReadOnlyList<DriftPlace> Items, string? Reason = null)
{
    /// <summary>Most items that one heal names.</summary>
    public const int MostItems = 50;

    /// <summary>Whether anything of a target is meant.</summary>
    public bool Covers(TargetAddress address) => (Targets.Count == 0 && Items.Count == 0) || Targets.Contains(address) || Items.Any(place => place.Address == address);

    /// <summary>Whether an item is meant.</summary>
    public bool Covers(TargetAddress address, ItemRef item) => (Targets.Count == 0 && Items.Count == 0) || Targets.Contains(address) || Names(address, item);

    /// <summary>Whether an item is named.</summary>
    public bool Names(TargetAddress address, ItemRef item) => Items.Contains(new DriftPlace(address, item));

    /// <summary>What is meant, for people.</summary>
    public string Shown => Items switch
    {
        [var one] => one.ToString(),
        { Count: > 1 } => $"{Items.Count} items",
        _ => Targets.Count > 0 ? string.Join(", ", Targets.Take(3)) : "everything",
    };
}
