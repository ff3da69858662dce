namespace FunctionsMigrator.Testing.AppConfiguration;

/// <summary>One key-value as the server holds it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Label">The label; empty for none.</param>
/// <param name="Value">The value.</param>
/// <param name="ContentType">The content type.</param>
/// <param name="Tags">The tags.</param>
/// <param name="Locked">Whether it is read-only.</param>
public sealed record StoredKeyValue(string Key, string Label, string? Value, string? ContentType, IReadOnlyDictionary<string, string> Tags, bool Locked)
{
    /// <summary>Its version: never one that was.</summary>
    public string ETag { get; init; } = "";

    /// <summary>When it was written.</summary>
    public DateTimeOffset LastModified { get; init; }
}
