using System.Net.Sockets;
using System.Security.Authentication;
using Azure.Identity;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>What an error of the server, or of the way to it, means for a target.</summary>
internal static class PostgresFailures
{
    /// <summary>The finding of an expected failure; null for a broken assumption, which is left to fly.</summary>
    public static Finding? Explain(Exception exception, TargetAddress address, string place) => exception switch
    {
        PostgresException refused => Server(refused, place) is var (code, remedy) ? code.Finding($"{place}: {Words(refused)}", target: address.ToString(), remedy: remedy) : null,
        AuthenticationFailedException nobody => TargetCodes.AccessRefused.Finding($"{place}: {nobody.Message}", target: address.ToString()),
        NpgsqlException broken => Connection(broken, address, place),
        SocketException or IOException or TimeoutException or AuthenticationException => Unreachable(exception, address, place),
        _ => null,
    };

    /// <summary>The server's own words: message, SQLSTATE and hint. Details are left out, since they hold values.</summary>
    public static string Words(PostgresException refused) =>
        $"{refused.MessageText} ({refused.SqlState}){(string.IsNullOrEmpty(refused.Hint) ? "" : $". Hint: {refused.Hint.TrimEnd('.')}")}";

    /// <summary>Whether the server is gone or going: what was asked may be asked again.</summary>
    public static bool IsOutage(PostgresException refused) => refused.SqlState is { } state && (state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal));

    /// <summary>Whether the server refused what an item or statement says: integrity, data, or what a trigger raised.</summary>
    public static bool IsRefusal(PostgresException refused) =>
        refused.SqlState is { } state && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal) || state is "P0001" or "428C9" or "42804" or "44000");

    private static (FailureCode Code, string? Remedy)? Server(PostgresException refused, string place) => refused.SqlState switch
    {
        "28P01" or "28000" => (TargetCodes.AccessRefused, "Correct user and password in the secret, or the server's rules for this user (pg_hba.conf); nothing was written."),
        "42501" => (TargetCodes.AccessRefused, "Give the role the right that the server names; docs/targets.md lists the GRANT statements. Nothing was written."),
        "25006" => (TargetCodes.ReadOnlyTarget, null),
        "3D000" => (TargetCodes.Unreachable, $"Create the database ({place}), or correct its name; nothing was written."),
        "53100" => (TargetCodes.Full, null),
        "55P03" or "40P01" or "40001" => (TargetCodes.Busy, null),
        "57014" => (TargetCodes.Busy, "Look for what slows the server down, or raise the target's `statementTimeout`, then run the same command again; nothing of the batch was kept."),
        "25P03" or "25P04" => (TargetCodes.Unreachable, null),
        { } state when state.StartsWith("XX00", StringComparison.Ordinal) && state != "XX000" => (TargetCodes.Damaged, null),
        { } state when IsOutage(refused) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal) => (TargetCodes.Unreachable, null),
        { } state when state.StartsWith("23", StringComparison.Ordinal) => (TargetCodes.Refused, null),
        _ => null,
    };

    private static Finding? Connection(NpgsqlException broken, TargetAddress address, string place)
    {
        if (Causes(broken).OfType<AuthenticationFailedException>().FirstOrDefault() is { } nobody)
        {
            return TargetCodes.AccessRefused.Finding($"{place}: {nobody.Message}", target: address.ToString());
        }

        var cause = Causes(broken).FirstOrDefault(cause => cause is SocketException or IOException or TimeoutException or AuthenticationException);
        return cause is not null ? Unreachable(cause, address, place)
            : broken.Message.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? TargetCodes.AccessRefused.Finding($"{place}: {broken.Message}", target: address.ToString(), remedy: "Put user and password into the secret.")
            : TargetCodes.Unreachable.Finding($"{place}: {broken.Message}", target: address.ToString());
    }

    private static Finding Unreachable(Exception cause, TargetAddress address, string place) => TargetCodes.Unreachable.Finding(
        $"{place}: {cause.Message}",
        target: address.ToString(),
        remedy: cause is AuthenticationException
            ? "See that the server's certificate is valid, not expired, and made for the name in the connection string; name its authority with `Root Certificate`."
            : null);

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
