using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>
/// The product's own signature, for senders without one: <c>X-Fm-Timestamp</c> (Unix seconds), <c>X-Fm-Nonce</c> (8 to 100 letters, digits, <c>-</c> or <c>_</c>, never used twice) and
/// <c>X-Fm-Signature: v1=HEX</c>, the HMAC-SHA256 over <c>timestamp.nonce.body</c>.
/// </summary>
public static class GenericSignature
{
    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "X-Fm-Signature";

    /// <summary>The header with the time.</summary>
    public const string TimestampHeader = "X-Fm-Timestamp";

    /// <summary>The header with the nonce.</summary>
    public const string NonceHeader = "X-Fm-Nonce";

    /// <summary>How far the clocks of sender and host may differ.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1=";
    private const int ShortestNonce = 8;
    private const int LongestNonce = 100;

    /// <summary>Null where one of the secrets proves the request, else why not.</summary>
    public static Finding? WhyNot(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (request.Header(SignatureHeader) is not { } signature || request.Header(TimestampHeader) is not { } timestamp || Nonce(request) is not { } nonce)
        {
            return DeliveryCodes.NotSigned.Finding($"The request lacks {SignatureHeader}, {TimestampHeader} or {NonceHeader}, or has one that is malformed.");
        }

        // The time is checked behind the signature, so that nobody learns anything about the clock without the secret.
        return !ConstantTime.IsOneOf(signature, secrets.Select(secret => Of(secret, timestamp, nonce, request.Body.Span)))
            ? DeliveryCodes.WrongSignature.Finding($"{SignatureHeader} is not that of this body with any secret of the host.")
            : !IsNow(timestamp, now) ? DeliveryCodes.OutOfTime.Finding($"{TimestampHeader} is more than {Tolerance.TotalMinutes:0} minutes away from the host's clock.") : null;
    }

    /// <summary>The nonce; null where it is missing or malformed.</summary>
    public static string? Nonce(WebhookRequest request) =>
        request.Header(NonceHeader) is { Length: >= ShortestNonce and <= LongestNonce } nonce && nonce.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? nonce : null;

    /// <summary>Whether a time in Unix seconds is now, as far as clocks agree.</summary>
    public static bool IsNow(string unixSeconds, DateTimeOffset now) =>
        long.TryParse(unixSeconds, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= Tolerance.TotalSeconds;

    /// <summary>The value of <see cref="SignatureHeader"/>, for those who send.</summary>
    public static string Of(string secret, string timestamp, string nonce, ReadOnlySpan<byte> body) => Version + Convert.ToHexStringLower(Hash(secret, timestamp, nonce, body));

    private static byte[] Hash(string secret, string timestamp, string nonce, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{timestamp}.{nonce}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
