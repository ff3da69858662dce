using System.Buffers.Text;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>Links to the review of a run. The token is 256 random bits and is stored only as its SHA-256: who reads the store cannot make the link.</summary>
/// <param name="records">The store.</param>
/// <param name="random">Answers that many random bytes, fit for keys.</param>
public sealed class ReviewLinks(IRecordStore records, Func<int, byte[]> random)
{
    private const int TokenBytes = 32;
    private const int TokenCharacters = 43;

    // How API keys begin. A request with one in its address is refused, and the way to a page leads through the address of the sign-in.
    private const string KeyStart = "fm_";

    /// <summary>The address under which a host shows what a token points at.</summary>
    public static Uri Address(Uri host, string token) => new(host, $"/review/{token}");

    /// <summary>Stores a link and answers its token: 43 characters of base64url.</summary>
    public async Task<string> CreateAsync(ReviewLink link, CancellationToken cancellation)
    {
        string token;
        do
        {
            token = Base64Url.EncodeToString(random(TokenBytes));
        }
        while (token.Contains(KeyStart, StringComparison.Ordinal));

        await records.TryCreateAsync(RunPartitions.ReviewLinks, Digest.Of(token).Hex, link, cancellation);
        return token;
    }

    /// <summary>What a token points at, also when it has expired or was used; null for whatever is no token of this store.</summary>
    public async Task<ReviewLink?> FindAsync(string token, CancellationToken cancellation) =>
        (await StoredAsync(token, cancellation))?.Read<ReviewLink>();

    /// <summary>Marks a link as used. Answers false when it was used before, so of two decisions at once one wins.</summary>
    public async Task<bool> UseAsync(string token, DateTimeOffset now, string by, CommandKind what, CancellationToken cancellation)
    {
        var stored = await StoredAsync(token, cancellation);
        return stored?.Read<ReviewLink>() is { UsedAt: null } link
            && await records.TryReplaceAsync(
                RunPartitions.ReviewLinks, stored.Key, link with { UsedAt = now, UsedBy = by, UsedFor = what }, stored.ETag, cancellation) is not null;
    }

    /// <summary>Makes a link usable again, after what was to be decided by it at that instant was refused.</summary>
    public async Task ReleaseAsync(string token, DateTimeOffset used, CancellationToken cancellation)
    {
        var stored = await StoredAsync(token, cancellation);
        if (stored?.Read<ReviewLink>() is { } link && link.UsedAt == used)
        {
            await records.TryReplaceAsync(
                RunPartitions.ReviewLinks, stored.Key, link with { UsedAt = null, UsedBy = null, UsedFor = null }, stored.ETag, cancellation);
        }
    }

    private async Task<StoredRecord?> StoredAsync(string token, CancellationToken cancellation) =>
        token.Length == TokenCharacters && Base64Url.IsValid(token) ? await records.GetAsync(RunPartitions.ReviewLinks, Digest.Of(token).Hex, cancellation) : null;
}
