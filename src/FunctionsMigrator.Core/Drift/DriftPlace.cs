namespace FunctionsMigrator.Core.Drift;

/// <summary>An item on a target.</summary>
/// <param name="Address">The target.</param>
/// <param name="Item">The item.</param>
public sealed record DriftPlace(TargetAddress Address, ItemRef Item)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Item} on {Address}";
}
