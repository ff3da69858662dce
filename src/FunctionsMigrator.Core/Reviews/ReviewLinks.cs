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

    /// <summary>The address under which a host shows what a token points at.</summary>
    public static Uri Address(Uri host, string token) => new(host, $"/review/{token}");

    /// <summary>Stores a link and answers its token: 43 characters of base64url.</summary>
    public async Task<string> CreateAsync(ReviewLink link, CancellationToken cancellation)
    {
        var token = Base64Url.EncodeToString(random(TokenBytes));
        await records.TryCreateAsync(RunPartitions.ReviewLinks, Digest.Of(token).Hex, link, cancellation);
        return token;
    }

    /// <summary>What a token points at, also when it has expired or was used; null for whatever is no token of this store.</summary>
    public async Task<ReviewLink?> FindAsync(string token, CancellationToken cancellation) =>
        IsToken(token) ? (await records.GetAsync(RunPartitions.ReviewLinks, Digest.Of(token).Hex, cancellation))?.Read<ReviewLink>() : null;

    /// <summary>Marks a link as used. Answers false when it was used before, so of two decisions at once one wins.</summary>
    public async Task<bool> UseAsync(string token, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = Digest.Of(token).Hex;
        var stored = IsToken(token) ? await records.GetAsync(RunPartitions.ReviewLinks, key, cancellation) : null;
        return stored?.Read<ReviewLink>() is { UsedAt: null } link
            && await records.TryReplaceAsync(RunPartitions.ReviewLinks, key, link with { UsedAt = now }, stored.ETag, cancellation) is not null;
    }

    private static bool IsToken(string text) => text.Length == TokenCharacters && Base64Url.IsValid(text);
}
