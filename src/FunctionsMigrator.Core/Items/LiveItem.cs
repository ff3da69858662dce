namespace FunctionsMigrator.Core.Items;

/// <summary>One item as the target has it now, in the same canonical form as <see cref="DesiredItem"/>.</summary>
/// <param name="Key">Canonical key inside the collection.</param>
/// <param name="Checksum">SHA-256 of the content.</param>
/// <param name="Content">The canonical bytes.</param>
/// <param name="Former">For a row whose resource manages other columns now than when it was applied last: its checksum over the former columns.</param>
public sealed record LiveItem(string Key, Digest Checksum, ItemContent Content, Digest? Former = null)
{
    /// <summary>When it was written last, by the clock of the target's service; null: the target does not tell.</summary>
    public DateTimeOffset? Modified { get; init; }
}
