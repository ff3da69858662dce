namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>An OpenSSH certificate: an authority's word on whose key it is, and until when.</summary>
/// <param name="Key">The key that is certified.</param>
/// <param name="Authority">The key that certifies.</param>
/// <param name="IsUser">Whether it is for a person; else for a host.</param>
/// <param name="Principals">For whom; empty says anybody, which is not accepted.</param>
/// <param name="From">First moment.</param>
/// <param name="Until">First moment after; null: never.</param>
/// <param name="CriticalOptions">Names of the restrictions that it carries.</param>
/// <param name="Signed">What the authority signed.</param>
/// <param name="Signature">The authority's signature.</param>
internal sealed record SshCertificate(
    SshKey Key,
    SshKey Authority,
    bool IsUser,
    IReadOnlyList<string> Principals,
    DateTimeOffset From,
    DateTimeOffset? Until,
    IReadOnlyList<string> CriticalOptions,
    byte[] Signed,
    byte[] Signature)
{
    private const string Suffix = "-cert-v01@openssh.com";
    private const int MostPrincipals = 256;

    /// <summary>Whether the type is one of a certificate.</summary>
    public static bool IsCertificate(string type) => type.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Reads a certificate; null where the blob is none.</summary>
    public static SshCertificate? Parse(ReadOnlySpan<byte> blob)
    {
        if (blob.Length > SshKey.Longest)
        {
            return null;
        }

        var reader = new SshReader(blob);
        var type = reader.Text();
        if (!IsCertificate(type))
        {
            return null;
        }

        var plain = type[..^Suffix.Length];
        plain = plain.StartsWith("sk-", StringComparison.Ordinal) ? plain + "@openssh.com" : plain;
        reader.Bytes();
        if (!SshKey.Knows(plain) || SshKey.ReadFields(plain, ref reader) is not { } key)
        {
            return null;
        }

        reader.Int64();
        var kind = reader.Int32();
        reader.Bytes();
        var principals = Texts(reader.Bytes(), step: 1);
        var (from, until) = (reader.Int64(), reader.Int64());
        var critical = Texts(reader.Bytes(), step: 2);
        reader.Bytes();
        reader.Bytes();
        var authority = SshKey.Parse(reader.Bytes());
        var signed = reader.Read.ToArray();
        var signature = reader.Bytes();
        return reader.Done && authority is not null && principals is not null && critical is not null
            ? new SshCertificate(key, authority, kind == 1, principals, At(from) ?? DateTimeOffset.MaxValue, At(until), critical, signed, signature)
            : null;
    }

    // Every text of a list, or every first one of its pairs.
    private static List<string>? Texts(byte[] bytes, int step)
    {
        var reader = new SshReader(bytes);
        var texts = new List<string>();
        while (reader.More && texts.Count < MostPrincipals)
        {
            texts.Add(reader.Text());
            if (step == 2)
            {
                reader.Bytes();
            }
        }

        return reader.Done ? texts : null;
    }

    private static DateTimeOffset? At(ulong seconds) =>
        seconds >= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? null : DateTimeOffset.FromUnixTimeSeconds((long)seconds);
}
