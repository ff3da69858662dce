using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>Proofs that a sender knows a secret, compared in constant time (<see cref="ConstantTime"/>) with every secret that holds.</summary>
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

        return signature.StartsWith(Scheme, StringComparison.Ordinal) && ConstantTime.IsOneOf(signature[Scheme.Length..], secrets.Select(secret => Hex(secret, request.Body.Span)))
            ? null
            : DeliveryCodes.WrongSignature.Finding($"{header} is not that of this body with any secret of the host.");
    }

    private static string Hex(string secret, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
