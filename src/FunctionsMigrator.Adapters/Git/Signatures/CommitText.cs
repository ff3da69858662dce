using System.Globalization;
using System.Text;

namespace FunctionsMigrator.Adapters.Git.Signatures;

/// <summary>
/// A commit taken apart into what was signed and the signature, as git does it: the headers <c>gpgsig</c> and <c>gpgsig-sha256</c> are left out, everything else
/// (merged tags, encodings, unknown headers) is kept byte by byte. Anything that git and another reader could understand differently is no commit here.
/// </summary>
/// <param name="Payload">What was signed.</param>
/// <param name="Signature">The armored signature; null where there is none.</param>
/// <param name="Committer">Address of the committer.</param>
/// <param name="When">Committer time.</param>
internal sealed record CommitText(byte[] Payload, string? Signature, string Committer, DateTimeOffset When)
{
    /// <summary>The longest commit object whose signature is looked at.</summary>
    public const int Longest = 4 << 20;

    /// <summary>The longest signature.</summary>
    public const int LongestSignature = 64 << 10;

    private const string Header = "gpgsig";

    /// <summary>Takes it apart; null with the reason where that cannot be done in one way only.</summary>
    public static CommitText? Read(ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = "";
        if (bytes.Length > Longest)
        {
            problem = $"it has {bytes.Length.ToString(CultureInfo.InvariantCulture)} bytes; {Longest.ToString(CultureInfo.InvariantCulture)} are read";
            return null;
        }

        var payload = new List<byte>(bytes.Length);
        var signature = new StringBuilder();
        var (signatures, committers, at, name) = (0, 0, 0, "");
        byte[]? committer = null;
        while (at < bytes.Length && bytes[at] != '\n')
        {
            var end = bytes[at..].IndexOf((byte)'\n');
            if (end < 0)
            {
                problem = "its header does not end";
                return null;
            }

            var line = bytes.Slice(at, end);
            var continued = line.Length > 0 && line[0] == ' ';
            if (!continued)
            {
                var space = line.IndexOf((byte)' ');
                name = Encoding.Latin1.GetString(space < 0 ? line : line[..space]);
                signatures += name == Header ? 1 : 0;
                if (name == "committer")
                {
                    committers++;
                    committer = line[(space + 1)..].ToArray();
                }
            }
            else if (name is "" or "tree" or "parent" or "author" or "committer")
            {
                problem = "a header that has one line goes on";
                return null;
            }

            if (line.Contains((byte)0) || (name.StartsWith(Header, StringComparison.Ordinal) && name is not (Header or "gpgsig-sha256")))
            {
                problem = "its header holds what git never writes";
                return null;
            }

            if (name == Header)
            {
                var text = continued ? line[1..] : line.Length > Header.Length ? line[(Header.Length + 1)..] : default;
                if (signature.Length + text.Length > LongestSignature)
                {
                    problem = $"its signature is longer than {LongestSignature.ToString(CultureInfo.InvariantCulture)} bytes";
                    return null;
                }

                signature.Append(Encoding.Latin1.GetString(text)).Append('\n');
            }
            else if (name != "gpgsig-sha256")
            {
                payload.AddRange(bytes.Slice(at, end + 1));
            }

            at += end + 1;
        }

        payload.AddRange(bytes[at..]);
        if (signatures > 1 || committers != 1 || Person(committer!) is not { } person)
        {
            problem = signatures > 1 ? "it has more than one signature" : "its committer cannot be read";
            return null;
        }

        return new CommitText([.. payload], signatures == 0 ? null : signature.ToString(), person.Address, person.When);
    }

    // Name <address> seconds zone
    private static (string Address, DateTimeOffset When)? Person(byte[] line)
    {
        var text = Encoding.UTF8.GetString(line);
        var (open, close) = (text.IndexOf('<', StringComparison.Ordinal), text.IndexOf('>', StringComparison.Ordinal));
        if (open < 0 || close < open || text.LastIndexOf('<') != open || text.LastIndexOf('>') != close)
        {
            return null;
        }

        var rest = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length == 2
            && long.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? (text[(open + 1)..close], DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
    }
}
