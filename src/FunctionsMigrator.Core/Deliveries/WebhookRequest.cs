namespace FunctionsMigrator.Core.Deliveries;

/// <summary>A delivery as it arrived.</summary>
/// <param name="Body">The raw body.</param>
/// <param name="Headers">Headers that arrived exactly once, by name in any case: one that is there twice proves nothing.</param>
public sealed record WebhookRequest(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header's value; null where it is missing or empty.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
