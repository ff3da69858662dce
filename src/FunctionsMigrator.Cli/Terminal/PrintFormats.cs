using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>How a document is printed.</summary>
internal enum PrintFormat
{
    /// <summary>For people, at a terminal or in a log.</summary>
    Text,

    /// <summary>All of it, for programs.</summary>
    Json,

    /// <summary>For a pull-request comment.</summary>
    Markdown,
}

/// <summary>The option <c>--format</c>.</summary>
internal static class PrintFormats
{
    /// <summary>The option; an unknown format is wrong usage.</summary>
    public static Option<PrintFormat> CreateOption() => new("--format")
    {
        HelpName = "FORMAT",
        Description = "text, json (the same as --json) or markdown (for a pull-request comment). Default: text.",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            PrintFormat? format = text switch { "text" => PrintFormat.Text, "json" => PrintFormat.Json, "markdown" => PrintFormat.Markdown, _ => null };
            if (format is null)
            {
                result.AddError($"--format '{text}' is none of text, json, markdown");
            }

            return format ?? PrintFormat.Text;
        },
    };

    /// <summary>What the command line asks for; <c>--json</c> wins.</summary>
    public static PrintFormat Of(Call call, Option<PrintFormat> option) => call.Json ? PrintFormat.Json : call.Get(option);
}
