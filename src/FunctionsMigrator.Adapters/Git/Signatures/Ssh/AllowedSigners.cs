using System.Globalization;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using NodaTime;
using NodaTime.TimeZones;

namespace FunctionsMigrator.Adapters.Git.Signatures.Ssh;

/// <summary>Reads and writes lines of an allowed_signers file, and plain public keys.</summary>
/// <param name="zone">The zone of times without Z; null: such a time is refused, for the file does not say which it means.</param>
internal sealed class AllowedSigners(DateTimeZone? zone)
{
    private const int MostLines = 200;

    // Of a time that occurs twice, or never, the one that lets the key count for less.
    private static readonly ZoneLocalMappingResolver Late = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnStartOfIntervalAfter);
    private static readonly ZoneLocalMappingResolver Early = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnEndOfIntervalBefore);
    private static readonly string[] Forms = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMdd"];

    /// <summary>Reads the text; principals that are given replace those of its lines.</summary>
    public Outcome<IReadOnlyList<AllowedSigner>> Read(string text, IReadOnlyList<string> principals)
    {
        var (entries, number) = (new List<AllowedSigner>(), 0);
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var read = ReadLine(line, principals, string.Create(CultureInfo.InvariantCulture, $"line {number}"));
            if (!read.TryGet(out var entry))
            {
                return read.As<IReadOnlyList<AllowedSigner>>();
            }

            entries.Add(entry);
            if (entries.Count > MostLines)
            {
                return SignatureCodes.TooMuch.Fail<IReadOnlyList<AllowedSigner>>($"There are more than {MostLines} lines.");
            }
        }

        return entries.Count > 0
            ? Outcome.Of<IReadOnlyList<AllowedSigner>>(entries)
            : SignatureCodes.BadKey.Fail<IReadOnlyList<AllowedSigner>>("There is no key.");
    }

    /// <summary>The line that says the same, with times in UTC.</summary>
    public static string Write(AllowedSigner entry)
    {
        List<string> options = [];
        if (entry.IsAuthority)
        {
            options.Add("cert-authority");
        }

        if (entry.Namespaces is { } namespaces)
        {
            options.Add($"namespaces=\"{string.Join(',', namespaces)}\"");
        }

        if (entry.Validity.From is { } from)
        {
            options.Add($"valid-after=\"{Time(from)}\"");
        }

        if (entry.Validity.Until is { } until)
        {
            options.Add($"valid-before=\"{Time(until)}\"");
        }

        var between = options.Count == 0 ? "" : string.Join(',', options) + " ";
        return $"{string.Join(',', entry.Principals)} {between}{entry.Key.Type} {Convert.ToBase64String(entry.Key.Blob)}";
    }

    private Outcome<AllowedSigner> ReadLine(string line, IReadOnlyList<string> given, string where)
    {
        var words = Words(line);
        if (words is null)
        {
            return Bad($"{where}: a quote does not end.");
        }

        // A public key as ssh-keygen writes it, or: principals, perhaps options, key.
        var isKey = words.Count >= 2 && IsType(words[0]) && !IsType(words[1]);
        var rest = isKey ? words : words[1..];
        var options = !isKey && rest.Count >= 3 && !IsType(rest[0]) ? rest[0] : null;
        rest = options is null ? rest : rest[1..];
        if (rest.Count < 2 || KeyOf(rest[0], rest[1]) is not { } key)
        {
            return Bad($"{where}: there is no OpenSSH public key of a known type.");
        }

        var principals = given.Count > 0 ? given : isKey ? [] : (IReadOnlyList<string>)[.. words[0].Split(',', StringSplitOptions.RemoveEmptyEntries)];
        if (!principals.Any(principal => !principal.StartsWith('!')) || principals.Any(principal => principal.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '"' or ',')))
        {
            return SignatureCodes.NoPrincipal.Fail<AllowedSigner>($"{where}: the key names nobody that could be an address of a commit.");
        }

        var entry = new AllowedSigner(principals, null, default, false, key);
        foreach (var option in options is null ? [] : Options(options))
        {
            var read = With(entry, option, where);
            if (!read.TryGet(out entry))
            {
                return read;
            }
        }

        return Outcome.Of(entry);
    }

    private Outcome<AllowedSigner> With(AllowedSigner entry, string option, string where)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..].Trim('"'));
        switch (name.ToLowerInvariant())
        {
            case "cert-authority" when equals < 0:
                return Outcome.Of(entry with { IsAuthority = true });
            case "namespaces" when entry.Namespaces is null && value.Length > 0:
                return Outcome.Of(entry with { Namespaces = value.Split(',', StringSplitOptions.RemoveEmptyEntries) });
            case "valid-after" when entry.Validity.From is null:
                var from = Time(value, Late, where);
                return from.TryGet(out var begin) ? Outcome.Of(entry with { Validity = entry.Validity with { From = begin } }) : from.As<AllowedSigner>();
            case "valid-before" when entry.Validity.Until is null:
                var until = Time(value, Early, where);
                return until.TryGet(out var end) ? Outcome.Of(entry with { Validity = entry.Validity with { Until = end } }) : until.As<AllowedSigner>();
            default:
                return Bad($"{where}: the option '{name}' is unknown, given twice, or has no value; known are cert-authority, namespaces, valid-after and valid-before.");
        }
    }

    private Outcome<DateTimeOffset> Time(string text, ZoneLocalMappingResolver resolver, string where)
    {
        var utc = text.EndsWith('Z');
        if (!DateTime.TryParseExact(utc ? text[..^1] : text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return SignatureCodes.BadKey.Fail<DateTimeOffset>($"{where}: '{text}' is no time; expected YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, and Z for UTC.");
        }

        if (utc)
        {
            return Outcome.Of(new DateTimeOffset(time, TimeSpan.Zero));
        }

        return zone is null
            ? SignatureCodes.NoZone.Fail<DateTimeOffset>($"{where}: '{text}' does not say in which zone.")
            : Outcome.Of(zone.ResolveLocal(LocalDateTime.FromDateTime(time), resolver).ToInstant().ToDateTimeOffset());
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);

    private static bool IsType(string word) => SshKey.Knows(word) || SshCertificate.IsCertificate(word);

    private static SshKey? KeyOf(string type, string base64)
    {
        var blob = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, blob, out var length) && SshKey.Parse(blob.AsSpan(0, length)) is { } key && key.Type == type ? key : null;
    }

    private static Outcome<AllowedSigner> Bad(string message) => SignatureCodes.BadKey.Fail<AllowedSigner>(message);

    // Parted by white space outside quotes. Quotes stay, but not around a whole word.
    private static List<string>? Words(string line)
    {
        var (words, word, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }

            if (char.IsWhiteSpace(c) && !quoted)
            {
                Close();
            }
            else
            {
                word.Append(c);
            }
        }

        Close();
        return quoted ? null : words;

        void Close()
        {
            if (word.Length > 0)
            {
                var text = word.ToString();
                words.Add(text.Length > 2 && text[0] == '"' && text.IndexOf('"', 1) == text.Length - 1 ? text[1..^1] : text);
                word.Clear();
            }
        }
    }

    private static List<string> Options(string text)
    {
        var (options, option, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in text + ",")
        {
            quoted ^= c == '"';
            if (c == ',' && !quoted)
            {
                options.Add(option.ToString().Trim());
                option.Clear();
            }
            else
            {
                option.Append(c);
            }
        }

        return options;
    }
}
