using System.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>The argument RUN.</summary>
internal static class RunArgument
{
    /// <summary>A run that must be named.</summary>
    public static Argument<string> Required() => new("run") { HelpName = "RUN", Description = "Id of the run, as `fm status` lists it." };
}
