using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Planning;

/// <summary>How a plan is printed.</summary>
internal enum PlanFormat
{
    /// <summary>For people, at a terminal or in a log.</summary>
    Text,

    /// <summary>All of it, for programs.</summary>
    Json,

    /// <summary>For a pull-request comment.</summary>
    Markdown,
}

/// <summary>The option <c>--format</c>.</summary>
internal static class PlanFormats
{
    /// <summary>The option; an unknown format is wrong usage.</summary>
    public static Option<PlanFormat> CreateOption() => new("--format")
    {
        HelpName = "FORMAT",
        Description = "text, json (the same as --json) or markdown (for a pull-request comment). Default: text.",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            PlanFormat? format = text switch { "text" => PlanFormat.Text, "json" => PlanFormat.Json, "markdown" => PlanFormat.Markdown, _ => null };
            if (format is null)
            {
                result.AddError($"--format '{text}' is none of text, json, markdown");
            }

            return format ?? PlanFormat.Text;
        },
    };

    /// <summary>What the command line asks for; <c>--json</c> wins.</summary>
    public static PlanFormat Of(Call call, Option<PlanFormat> option) => call.Json ? PlanFormat.Json : call.Get(option);
}
