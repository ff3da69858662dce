using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>Proofs that a sender knows a secret, compared in constant time with every secret that holds.</summary>
internal static class HmacProof
{
    private const string Scheme = "sha256=";

    /// <summary>A header <c>sha256=HEX</c>: HMAC-SHA256 over the raw body, in lower case.</summary>
    public static Finding? WhyNot(WebhookRequest request, string header, IReadOnlyList<string> secrets)
    {
        if (request.Header(header) is not { } signature)
        {
            return DeliveryCodes.NotSigned.Finding($"The delivery has no header {header}.");
        }

        return signature.StartsWith(Scheme, StringComparison.Ordinal) && IsOneOf(signature[Scheme.Length..], secrets.Select(secret => Hex(secret, request.Body.Span)))
            ? null
            : DeliveryCodes.WrongSignature.Finding($"{header} is not that of this body with any secret of the host.");
    }

    /// <summary>Whether a text is one of those that are expected; every one of them is compared, whatever the first ones say.</summary>
    public static bool IsOneOf(string given, IEnumerable<string> expected)
    {
        var bytes = Encoding.UTF8.GetBytes(given);
        var fits = false;
        foreach (var text in expected)
        {
            fits |= CryptographicOperations.FixedTimeEquals(bytes, Encoding.UTF8.GetBytes(text));
        }

        return fits;
    }

    /// <summary>As <see cref="IsOneOf"/> for secrets themselves: neither their text nor their length shows in the time it takes.</summary>
    public static bool IsSecret(string given, IEnumerable<string> secrets) => IsOneOf(Hash(given), secrets.Select(Hash));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Hex(string secret, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
