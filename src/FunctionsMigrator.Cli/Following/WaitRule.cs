using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Cli.Following;

/// <summary>How long a verb waits for a person or a window before it answers "still waiting".</summary>
/// <param name="Budget">Null: until the run is final.</param>
internal sealed record WaitRule(TimeSpan? Budget)
{
    /// <summary>The option <c>--wait</c>.</summary>
    public static Option<TimeSpan?> CreateOption() => new("--wait")
    {
        HelpName = "DURATION",
        Description = "How long to wait for approvals and windows, such as 30s, 10m, 2h. Default: at a terminal until the run is final; in a pipe 0s.",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if ((text == "0" ? TimeSpan.Zero : DurationJsonConverter.Parse(text)) is { } duration)
            {
                return duration;
            }

            result.AddError($"--wait '{text}' is no duration such as 30s, 10m or 2h");
            return null;
        },
    };

    /// <summary>What the command line says, or the default for a terminal or a pipe.</summary>
    public static WaitRule From(Call call, Option<TimeSpan?> option) =>
        new(call.Given(option) ? call.Get(option) : call.Session.Terminal.OutIsTerminal ? null : TimeSpan.Zero);
}
