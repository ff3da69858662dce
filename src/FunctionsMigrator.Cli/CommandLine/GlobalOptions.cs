using System.CommandLine;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>The options that every verb takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The folder of the metadata repository.</summary>
    public Option<string?> Repository { get; } = Text("--repository", "PATH", "The metadata repository. Default: the nearest folder upward with migrator.yaml.");

    /// <summary>Machine-readable output.</summary>
    public Option<bool> Json { get; } = Flag("--json", "Print exactly one JSON document on standard output.");

    /// <summary>A remote host instead of the local store.</summary>
    public Option<string?> Server { get; } = Text("--server", "URL", "Work on a remote host instead of the store beside the repository. Default: FM_SERVER.");

    /// <summary>No colours.</summary>
    public Option<bool> NoColor { get; } = Flag("--no-color", "No colours; NO_COLOR in the environment does the same.");

    /// <summary>More about errors.</summary>
    public Option<bool> Verbose { get; } = Flag("--verbose", "Show what happens underneath, and the stack of an unexpected error.");

    /// <summary>Help.</summary>
    public Option<bool> Help { get; } = new("--help", "-h", "-?") { Description = "Show help, with examples.", Recursive = true };

    /// <summary>All of them, in the order in which help lists them.</summary>
    public IReadOnlyList<Option> All => [Repository, Server, Json, NoColor, Verbose, Help];

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value, Recursive = true };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description, Recursive = true };
}
