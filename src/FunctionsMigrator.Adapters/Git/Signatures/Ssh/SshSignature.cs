namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>A signature as ssh-keygen makes it (PROTOCOL.sshsig).</summary>
/// <param name="PublicKey">Blob of the key or certificate that signed.</param>
/// <param name="Namespace">What it was made for.</param>
/// <param name="Reserved">Signed too, and of no meaning.</param>
/// <param name="Hash"><c>sha256</c> or <c>sha512</c>, or a name that is not known.</param>
/// <param name="Signature">The signature itself, with its algorithm.</param>
internal sealed record SshSignature(byte[] PublicKey, string Namespace, byte[] Reserved, string Hash, byte[] Signature)
{
    /// <summary>How its armor begins.</summary>
    public const string Begin = "-----BEGIN SSH SIGNATURE-----";

    private const string End = "-----END SSH SIGNATURE-----";

    /// <summary>What blobs and signed texts begin with.</summary>
    public static ReadOnlySpan<byte> Magic => "SSHSIG"u8;

    /// <summary>Reads an armored signature; null with the reason where it is none.</summary>
    public static SshSignature? Parse(string armored, out string problem)
    {
        problem = "the armor cannot be read";
        var text = armored.Trim();
        if (text.Length > CommitText.LongestSignature || !text.StartsWith(Begin, StringComparison.Ordinal) || !text.EndsWith(End, StringComparison.Ordinal) || text.Length < Begin.Length + End.Length)
        {
            return null;
        }

        var inner = text[Begin.Length..^End.Length];
        var blob = new byte[inner.Length];
        if (!Convert.TryFromBase64String(inner, blob, out var length))
        {
            return null;
        }

        var bytes = blob.AsSpan(0, length);
        if (!bytes.StartsWith(Magic))
        {
            problem = "it does not begin with SSHSIG";
            return null;
        }

        var reader = new SshReader(bytes[Magic.Length..]);
        var version = reader.Int32();
        var read = new SshSignature(reader.Bytes(), reader.Text(), reader.Bytes(), reader.Text(), reader.Bytes());
        problem = version != 1 ? $"it is of version {version}; 1 is known" : "it is cut, or something follows it";
        return version == 1 && reader.Done ? read : null;
    }

    /// <summary>What the key signed, given the digest of the message.</summary>
    public byte[] SignedText(byte[] digest) =>
        new SshWriter().Raw(Magic).Text(Namespace).Bytes(Reserved).Text(Hash).Bytes(digest).ToArray();
}
