using System.Security.Cryptography;

namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>A public key of one of the kinds that may sign.</summary>
/// <param name="Type">Its type without a certificate's suffix: <c>ssh-ed25519</c>.</param>
/// <param name="Blob">The key as SSH writes it.</param>
/// <param name="Point">The public point, or the modulus.</param>
/// <param name="Exponent">RSA's exponent; empty for others.</param>
/// <param name="Application">What a key in hardware was made for; null for one that is not.</param>
internal sealed record SshKey(string Type, byte[] Blob, byte[] Point, byte[] Exponent, string? Application)
{
    /// <summary>The longest key or certificate that is read.</summary>
    public const int Longest = 32 << 10;

    /// <summary><c>SHA256:</c> and the digest in base 64, as ssh-keygen prints it.</summary>
    public string Fingerprint { get; } = "SHA256:" + Convert.ToBase64String(SHA256.HashData(Blob)).TrimEnd('=');

    /// <summary>Whether keys of this type are known.</summary>
    public static bool Knows(string type) => type is
        "ssh-ed25519" or "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521" or "ssh-rsa"
        or "sk-ssh-ed25519@openssh.com" or "sk-ecdsa-sha2-nistp256@openssh.com";

    /// <summary>Reads a key; null where the blob is none or of an unknown type.</summary>
    public static SshKey? Parse(ReadOnlySpan<byte> blob)
    {
        if (blob.Length > Longest)
        {
            return null;
        }

        var reader = new SshReader(blob);
        var type = reader.Text();
        return Knows(type) && ReadFields(type, ref reader) is { } key && reader.Done ? key : null;
    }

    /// <summary>Reads what follows the type, for a key or for a certificate's subject.</summary>
    public static SshKey? ReadFields(string type, ref SshReader reader)
    {
        var curve = type.Contains("ecdsa", StringComparison.Ordinal) ? reader.Text() : null;
        var exponent = type == "ssh-rsa" ? reader.Number() : [];
        var point = type == "ssh-rsa" ? reader.Number() : reader.Bytes();
        var application = type.StartsWith("sk-", StringComparison.Ordinal) ? reader.Text() : null;
        if (reader.Failed || !Fits(type, curve, point, exponent))
        {
            return null;
        }

        var blob = new SshWriter().Text(type);
        if (curve is not null)
        {
            blob.Text(curve);
        }

        if (type == "ssh-rsa")
        {
            blob.Bytes(Signed(exponent)).Bytes(Signed(point));
        }
        else
        {
            blob.Bytes(point);
        }

        if (application is not null)
        {
            blob.Text(application);
        }

        return new SshKey(type, blob.ToArray(), point, exponent, application);
    }

    private static bool Fits(string type, string? curve, byte[] point, byte[] exponent) => type switch
    {
        "ssh-rsa" => point.Length is > 0 and <= 2048 && exponent.Length is > 0 and <= 8,
        "ssh-ed25519" or "sk-ssh-ed25519@openssh.com" => point.Length == 32,
        _ => type.Contains(curve!, StringComparison.Ordinal) && curve!.StartsWith("nistp", StringComparison.Ordinal) && point.Length is > 0 and <= 133,
    };

    // A number that begins with its highest bit set needs a zero before it, or it would be negative.
    private static byte[] Signed(byte[] number) => number.Length > 0 && (number[0] & 0x80) != 0 ? [0, .. number] : number;
}
