namespace FunctionsMigrator.Core.Access;

/// <summary>One key of a name, as it is stored and shown. The key itself is not here and cannot be found from it.</summary>
/// <param name="Id">The first twelve digits of the hash: how people name one of several keys.</param>
/// <param name="Hash">
/// SHA-256 of the whole key. A plain hash is enough: a key is 256 random bits, so there is no list of likely keys to try, which is all that a slow hash protects.
/// </param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">The first instant at which it is not valid any more.</param>
/// <param name="RevokedAt">When it was taken back; null when it was not.</param>
public sealed record ApiKey(string Id, Digest Hash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null)
{
    /// <summary>Whether it opens anything at that instant.</summary>
    public bool IsValid(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}
