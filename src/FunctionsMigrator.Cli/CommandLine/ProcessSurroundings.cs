using System.Collections;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>The surroundings of the running process.</summary>
internal sealed class ProcessSurroundings : ISurroundings
{
    private ProcessSurroundings()
    {
    }

    /// <summary>The one instance.</summary>
    public static ProcessSurroundings Instance { get; } = new();

    /// <inheritdoc/>
    public string Directory => Environment.CurrentDirectory;

    /// <inheritdoc/>
    public string User => Environment.UserName is { Length: > 0 } name ? name : "unknown";

    /// <inheritdoc/>
    public string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string?>> Variables =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value));
}
