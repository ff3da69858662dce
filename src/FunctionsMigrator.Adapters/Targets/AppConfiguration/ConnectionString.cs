namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>A connection string of a store: <c>Endpoint=https://...;Id=...;Secret=...</c>.</summary>
/// <param name="Endpoint">Where: https, or http for an emulator on this machine.</param>
/// <param name="Id">Which of the store's keys.</param>
/// <param name="Secret">The key.</param>
internal sealed record ConnectionString(Uri Endpoint, string Id, byte[] Secret)
{
    /// <summary>Reads one; null when it is none. No message repeats any of it.</summary>
    public static ConnectionString? Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !parts.TryAdd(part[..at], part[(at + 1)..]))
            {
                return null;
            }
        }

        var secret = new byte[text.Length];
        return parts.TryGetValue("Endpoint", out var endpoint) && parts.TryGetValue("Id", out var id) && id.Length > 0 && parts.TryGetValue("Secret", out var key)
            && StoreUri(endpoint) is { } uri && Convert.TryFromBase64String(key, secret, out var length) && length > 0
            ? new ConnectionString(uri, id, secret[..length])
            : null;
    }

    /// <summary>The address of a store without path, query and user; null when it is none, or unencrypted and not on this machine.</summary>
    public static Uri? StoreUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.AbsolutePath == "/" && uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length == 0
        && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
            ? uri
            : null;
}
