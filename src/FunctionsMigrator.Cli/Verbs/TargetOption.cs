using System.CommandLine;
using System.CommandLine.Parsing;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>The option <c>--target</c>: the address of one target.</summary>
internal static class TargetOption
{
    /// <summary>Makes it.</summary>
    public static Option<TargetAddress?> Make() => new("--target")
    {
        HelpName = "TARGET",
        Description = "Only this target, by its address, such as production/eastus/orders-db. Default: all of the environment.",
        CustomParser = Parse,
    };

    private static TargetAddress? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text.Split('/') is { Length: 3 } parts && parts.All(part => part.Length > 0))
        {
            return TargetAddress.Parse(text);
        }

        result.AddError($"'{text}' is no address of a target such as production/eastus/orders-db");
        return null;
    }
}
