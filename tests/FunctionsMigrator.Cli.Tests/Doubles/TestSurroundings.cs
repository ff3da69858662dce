using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Tests.Doubles;

/// <summary>A folder, a user and variables that a test chooses.</summary>
internal sealed class TestSurroundings(string directory = "/nowhere", params (string Name, string Value)[] variables) : ISurroundings
{
    public string Directory => directory;

    public string User { get; init; } = "tess";

    public string? Variable(string name) => variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault();

    public IEnumerable<KeyValuePair<string, string?>> Variables => variables.Select(variable => KeyValuePair.Create(variable.Name, (string?)variable.Value));
}
