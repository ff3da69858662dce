using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>The words in which verbs speak of API keys.</summary>
internal static class KeyWords
{
    /// <summary><c>reader, approver</c>.</summary>
    public static string Roles(IEnumerable<AccessRole> roles) => string.Join(", ", roles.Select(role => role.ToString().ToLowerInvariant()));

    /// <summary>The option <c>--expires</c>.</summary>
    public static Option<TimeSpan?> ExpiresOption() => new("--expires")
    {
        HelpName = "DURATION",
        Description = "How long the key is valid, such as 30d. Default: 90d; at most 366d.",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (DurationJsonConverter.Parse(text) is { } duration)
            {
                return duration;
            }

            result.AddError($"--expires '{text}' is no duration such as 30d");
            return null;
        },
    };

    /// <summary>Shows a key that was just made: the only time anybody sees it.</summary>
    public static int Show(Call call, NewApiKey made)
    {
        var key = made.Holder.Keys[^1];
        call.Output.Line($"key of {made.Holder.Name} ({Roles(made.Holder.Roles)}), id {key.Id}, valid until {Following.RunWords.Time(key.ExpiresAt)}");
        call.Output.Line(made.Secret, Terminal.Tone.Strong);
        call.Output.Line("It is shown this once. Hand it over on a safe way; it is used as FM_API_KEY, or given to `fm login`.", Terminal.Tone.Faint);
        call.Output.Document(new NewKeyDocument(made.Holder.Name, made.Holder.Roles, key.Id, key.ExpiresAt, made.Secret));
        return ExitCode.Done;
    }
}

/// <summary>What <c>fm login create --json</c> and <c>rotate</c> print.</summary>
internal sealed record NewKeyDocument(string Name, IReadOnlyList<AccessRole> Roles, string Id, DateTimeOffset ExpiresAt, string Key);
