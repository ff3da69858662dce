using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Azure.Identity;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>What an error of the server, or of the way to it, means for a target.</summary>
internal static partial class SqlServerFailures
{
    /// <summary>The finding of an expected failure; null for a broken assumption, which is left to fly.</summary>
    public static Finding? Explain(Exception exception, TargetAddress address, string place) => exception switch
    {
        SqlException refused => Explain(SqlServerError.Of(refused), Causes(refused), address, place),
        AuthenticationFailedException nobody => TargetCodes.AccessRefused.Finding($"{place}: {nobody.Message}", target: address.ToString()),
        SocketException or IOException or TimeoutException or AuthenticationException => Unreachable($"{place}: {exception.Message}", exception, address),
        _ => null,
    };

    /// <summary>What errors of the server mean; null where they tell of no expected failure.</summary>
    public static Finding? Explain(IReadOnlyList<SqlServerError> errors, IEnumerable<Exception> causes, TargetAddress address, string place)
    {
        if (causes.OfType<AuthenticationFailedException>().FirstOrDefault() is { } nobody)
        {
            return TargetCodes.AccessRefused.Finding($"{place}: {nobody.Message}", target: address.ToString());
        }

        return Meaning(errors[0]) is var (code, remedy)
            ? code == TargetCodes.Unreachable ? Unreachable($"{place}: {Words(errors)}", causes.FirstOrDefault(cause => cause is AuthenticationException), address, remedy)
                : code.Finding($"{place}: {Words(errors)}", target: address.ToString(), remedy: remedy)
            : null;
    }

    /// <summary>The server's own words with the error's number; values of rows that they repeat are left out.</summary>
    public static string Words(IReadOnlyList<SqlServerError> errors) =>
        string.Join("; ", errors.Take(3).Select(error => $"{Masked(error).ReplaceLineEndings(" ").Trim().TrimEnd('.')} ({error.Number})"));

    /// <summary>Whether the server is gone or going, or never came: what was asked may be asked again.</summary>
    public static bool IsOutage(SqlServerError error) => error.Class >= 20 || error.Number is
        -1 or 0 or 2 or 20 or 53 or 64 or 121 or 233 or 258 or 596 or 921 or 922 or 1204 or 6005 or 10053 or 10054 or 10060 or 10061 or 11001 or 11002 or 17142 or 17188 or 18401 || IsThrottled(error);

    /// <summary>Whether a database in Azure is resuming, moving or has no room for one more now: opening it is tried again.</summary>
    public static bool IsThrottled(SqlServerError error) => error.Number is
        40613 or 40197 or 40501 or 40540 or 40143 or 40166 or 42108 or 42109 or 10928 or 10929 or 10936 or 49918 or 49919 or 49920 or 4221;

    /// <summary>Whether the server refused what an item or statement says: integrity, data, or what a trigger raised.</summary>
    public static bool IsRefusal(SqlServerError error) => error.Number is
        220 or 232 or 235 or 241 or 242 or 244 or 245 or 248 or 257 or 271 or 273 or 295 or 296 or 334 or 515 or 544 or 547 or 550 or 1934 or 2601 or 2627 or 2628 or 3609 or 4712 or 6355 or 8101 or 8114 or 8115
        or 8134 or 8152 or 8169 or 9402 or 9413 or 9420 or 9421 or 9436 or 9455 or 13535 or 13536 or 33504 or 33518 or (>= 50000 and < 2000000000);

    private static (FailureCode Code, string? Remedy)? Meaning(SqlServerError error) => error.Number switch
    {
        18456 or 18451 or 18452 or 18461 or 18462 or 18470 or 18486 or 18487 or 18488 or 916 or 15151 =>
            (TargetCodes.AccessRefused, "Correct user and password in the secret, or make the user in the database; nothing was written."),
        40615 or 40914 or 47073 => (TargetCodes.AccessRefused, "Let the server's firewall take this machine's address, or connect from its network; nothing was written."),
        229 or 230 or 262 or 297 or 300 or 371 or 2760 or 15247 or 33009 => (TargetCodes.AccessRefused, "Give the user the right that the server names; docs/targets.md lists the GRANT statements. Nothing was written."),
        3906 or 3908 or 978 or 976 or 979 or 982 => (TargetCodes.ReadOnlyTarget, null),
        4060 or 911 or 40532 => (TargetCodes.Unreachable, "Create the database, or correct its name, or give the user access to it; nothing was written."),
        1101 or 1105 or 9002 or 3257 or 40544 or 1827 => (TargetCodes.Full, null),
        1205 or 1222 or 3960 or 3961 or 3958 or 41302 or 41305 or 41325 => (TargetCodes.Busy, null),
        SqlServerError.TimedOut => (TargetCodes.Busy, "Look for what slows the server down, or raise the target's `statementTimeout`, then run the same command again; nothing of the batch was kept."),
        823 or 824 or 825 or 605 or 2576 or 8921 or 8928 => (TargetCodes.Damaged, null),
        40613 => (TargetCodes.Unreachable, "A paused serverless database takes a minute or two to resume: run the same command again."),
        _ when IsOutage(error) => (TargetCodes.Unreachable, null),
        547 or 2601 or 2627 => (TargetCodes.Refused, null),
        _ => null,
    };

    private static Finding Unreachable(string message, Exception? cause, TargetAddress address, string? remedy = null) => TargetCodes.Unreachable.Finding(
        message,
        target: address.ToString(),
        remedy: cause is AuthenticationException
            ? "See that the server's certificate is valid, not expired, and made for the name in the connection string (`HostNameInCertificate` names another)."
            : remedy);

    // What could not be converted or stands twice is part of some messages.
    private static string Masked(SqlServerError error) => error.Number switch
    {
        2601 or 2627 => Key().Replace(error.Message, ""),
        220 or 244 or 245 or 248 or 2628 or 8152 or 8114 => Quoted().Replace(error.Message, match => Harmless().IsMatch(match.Value) ? match.Value : "'...'"),
        _ => error.Message,
    };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    [GeneratedRegex(@"\s*The duplicate key value is \(.*\)\.?", RegexOptions.Singleline)]
    private static partial Regex Key();

    [GeneratedRegex("(?<=(value|Truncated value:|value =) ?)'(?:[^']|'(?!(?: to| overflow|\\.|$)))*'", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Quoted();

    [GeneratedRegex("^''$")]
    private static partial Regex Harmless();
}
