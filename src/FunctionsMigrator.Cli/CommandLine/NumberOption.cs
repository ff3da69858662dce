using System.CommandLine;
using System.Globalization;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>Options that take a whole number from 1.</summary>
internal static class NumberOption
{
    /// <summary>The option; what is no such number is wrong usage.</summary>
    public static Option<int> Create(string name, string description, int preset) => new(name)
    {
        HelpName = "NUMBER",
        Description = $"{description} Default: {preset}.",
        DefaultValueFactory = _ => preset,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                return number;
            }

            result.AddError($"{name} '{text}' is no whole number from 1");
            return preset;
        },
    };
}
