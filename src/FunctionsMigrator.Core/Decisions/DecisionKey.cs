using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Decisions;

/// <summary>A public key as RFC 7517 writes it: an elliptic curve key on P-256.</summary>
/// <param name="Kid">RFC 7638 thumbprint of the key: base64url of the SHA-256 over <c>crv</c>, <c>kty</c>, <c>x</c>, <c>y</c>.</param>
/// <param name="X">Coordinate, base64url.</param>
/// <param name="Y">Coordinate, base64url.</param>
public sealed record DecisionKey(
    [property: JsonPropertyName("kid")] string Kid, [property: JsonPropertyName("x")] string X, [property: JsonPropertyName("y")] string Y)
{
    private const int Coordinate = 32;

    /// <summary>EC.</summary>
    [JsonPropertyName("kty")]
    public string Kty { get; } = "EC";

    /// <summary>P-256.</summary>
    [JsonPropertyName("crv")]
    public string Crv { get; } = "P-256";

    /// <summary>The public half of a key.</summary>
    public static DecisionKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new DecisionKey(Thumbprint(x, y), x, y);
    }

    /// <summary>Whether the name is that of the key; who reads a key from a place that somebody can write must ask.</summary>
    [JsonIgnore]
    public bool IsNamedRight => Kid == Thumbprint(X, Y);

    /// <summary>The key to verify with; null when the coordinates are no point on the curve.</summary>
    public ECDsa? Open()
    {
        if (!Base64Url.IsValid(X) || !Base64Url.IsValid(Y) || Base64Url.DecodeFromChars(X) is not { Length: Coordinate } x || Base64Url.DecodeFromChars(Y) is not { Length: Coordinate } y)
        {
            return null;
        }

        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Thumbprint(string x, string y) =>
        Base64Url.EncodeToString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
