namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>What a process finds around itself.</summary>
internal interface ISurroundings
{
    /// <summary>The working folder.</summary>
    string Directory { get; }

    /// <summary>Name of the operating system's user.</summary>
    string User { get; }

    /// <summary>An environment variable; null when it is unset or empty.</summary>
    string? Variable(string name);

    /// <summary>All environment variables.</summary>
    IEnumerable<KeyValuePair<string, string?>> Variables { get; }
}
