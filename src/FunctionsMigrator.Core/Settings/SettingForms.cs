using System.Data.Common;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Settings;

/// <summary>Reads the values of settings. Each answers null for a text that does not have the form.</summary>
public static class SettingForms
{
    private const int ScheduleFields = 6;
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromDays(7);

    /// <summary>An https address or an absolute folder.</summary>
    public static string? Repository(string text) => text.Contains("://", StringComparison.Ordinal) ? Https(text)?.AbsoluteUri : Path.IsPathFullyQualified(text) ? text : null;

    /// <summary>An https address without credentials, query and fragment.</summary>
    public static Uri? Https(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "https", UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 } ? uri : null;

    /// <summary>An https address that is nothing but a host.</summary>
    public static Uri? Site(string text) => Https(text) is { AbsolutePath: "/" } uri ? uri : null;

    /// <summary>An http or https address that is nothing but a host, as on one's own machine.</summary>
    public static Uri? AnySite(string text) => Collector(text) is { PathAndQuery: "/", Fragment.Length: 0 } uri ? uri : null;

    /// <summary>An http or https address.</summary>
    public static Uri? Collector(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri : null;

    /// <summary>A branch, as git allows one.</summary>
    public static string? Branch(string text) =>
        text.Length <= 250 && !text.StartsWith('-') && !text.Contains("..", StringComparison.Ordinal) && text.All(c => c > ' ' && !"~^:?*[\\\u007f".Contains(c)) ? text : null;

    /// <summary>A name without white space.</summary>
    public static string? Word(string text) => text.Length <= 100 && !text.Any(char.IsWhiteSpace) && !text.Any(char.IsControl) ? text : null;

    /// <summary>A name as Key Vault allows it, with a version if need be; so a pasted value is noticed in most cases.</summary>
    public static string? SecretName(string text)
    {
        var parts = text.Split('/');
        return parts.Length <= 2 && parts.All(part => part.Length is > 0 and <= 127 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) ? text : null;
    }

    /// <summary>What containers and tables can begin with.</summary>
    public static string? StorePrefix(string text) =>
        text.Length is >= 2 and <= 20 && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) ? text : null;

    /// <summary>A connection string all of whose endpoints are on this machine.</summary>
    public static string? EmulatorConnection(string text)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            if (parts.TryGetValue("UseDevelopmentStorage", out var development))
            {
                return parts.Count == 1 && bool.TryParse(development as string, out var yes) && yes ? text : null;
            }

            var endpoints = parts.Keys.Cast<string>().Where(key => key.EndsWith("endpoint", StringComparison.OrdinalIgnoreCase)).Select(key => parts[key] as string).ToList();
            return endpoints.Count > 0 && endpoints.All(endpoint => Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.IsLoopback) ? text : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The connection string of Application Insights.</summary>
    public static string? AzureMonitor(string text) => text.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase) ? text : null;

    /// <summary>A GUID as Entra shows it.</summary>
    public static string? ClientId(string text) => Guid.TryParseExact(text, "D", out _) ? text : null;

    /// <summary>Names of hosts, parted by commas.</summary>
    public static IReadOnlyList<string>? Hosts(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.All(name => Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4) ? names : null;
    }

    /// <summary>Six fields; what they say is checked by the host that keeps the schedule.</summary>
    public static string? Schedule(string text)
    {
        var fields = text.Split(' ');
        return fields.Length == ScheduleFields && fields.All(field => field.Length > 0 && field.All(c => char.IsAsciiLetterOrDigit(c) || "*/,-".Contains(c))) ? text : null;
    }

    /// <summary>How long a run may stand still.</summary>
    public static TimeSpan? Patience(string text) => DurationJsonConverter.Parse(text) is { } span && span >= ShortestPatience && span <= LongestPatience ? span : null;

    /// <summary>true or false.</summary>
    public static bool? Flag(string text) => bool.TryParse(text, out var value) ? value : null;
}
