namespace FunctionsMigrator.Core.Ports;

/// <summary>Keys that a store keeps for itself. They are in no record, blob, log or message.</summary>
/// <param name="Sensitive">32 bytes: key of the HMAC-SHA-256 that stands for a sensitive value everywhere.</param>
/// <param name="Snapshots">32 bytes: key of the before-images.</param>
public sealed record StoreKeys(ReadOnlyMemory<byte> Sensitive, ReadOnlyMemory<byte> Snapshots)
{
    /// <summary>Says nothing of the keys.</summary>
    public override string ToString() => nameof(StoreKeys);
}
