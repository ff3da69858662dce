using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FunctionsMigrator.Core.Decisions;

/// <summary>Signed decisions as compact JWS. Exactly one form is written and read: header <c>{"alg":"ES256","kid":...,"typ":"fm-decision"}</c>, payload canonical JSON, signature r and s.</summary>
public static class DecisionJws
{
    private const int LongestText = 8_192;
    private const int Thumbprint = 43;
    private const string Algorithm = "ES256";
    private const string Type = "fm-decision";

    /// <summary>Signs.</summary>
    public static string Sign(Decision decision, ECDsa key)
    {
        var signed = $"{Encode(CanonicalJson.OfRecord(new Header(Algorithm, DecisionKey.Of(key).Kid, Type)))}.{Encode(CanonicalJson.OfRecord(decision))}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Encode(signature)}";
    }

    /// <summary>The name of the key that a text says it was signed with; null for what is no signed decision. Says nothing about whether it was.</summary>
    public static string? KeyOf(string text) => Split(text) is [var header, _, _] && Read<Header>(header) is { Alg: Algorithm, Typ: Type, Kid.Length: Thumbprint } read && Base64Url.IsValid(read.Kid) ? read.Kid : null;

    /// <summary>The decision when the text was signed by exactly this key, in exactly the form that is written; else null.</summary>
    public static Decision? Verify(string text, DecisionKey key)
    {
        if (KeyOf(text) != key.Kid || !key.IsNamedRight || Split(text) is not [var header, var payload, var signature] || Read<Decision>(payload) is not { } decision)
        {
            return null;
        }

        using var opened = key.Open();
        return opened?.VerifyData(
            Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) is true
            ? decision
            : null;
    }

    private static string[]? Split(string text) =>
        text.Length <= LongestText && text.Split('.') is { Length: 3 } parts && parts.All(part => part.Length > 0 && Base64Url.IsValid(part)) ? parts : null;

    // What is not byte for byte what would be written was not written here.
    private static T? Read<T>(string part)
        where T : class
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            return JsonSerializer.Deserialize<T>(bytes, FmJson.Line) is { } read && CanonicalJson.OfRecord(read).AsSpan().SequenceEqual(bytes) ? read : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private sealed record Header(string Alg, string Kid, string Typ);
}
