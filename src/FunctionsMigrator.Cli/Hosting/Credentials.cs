using System.Text.Json;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>
/// API keys that <c>fm login</c> keeps for a person: <c>functions-migrator/credentials</c> in the folder for settings (<c>XDG_CONFIG_HOME</c>, else <c>~/.config</c>),
/// readable by its owner alone. One key per store or server.
/// </summary>
internal sealed class Credentials(ISurroundings around)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where the file is; null when the user has no home.</summary>
    public string? File { get; } = Folder(around) is { } folder ? Path.Combine(folder, "functions-migrator", "credentials") : null;

    /// <summary>The key for a store or server; null when none is kept.</summary>
    public string? Find(string name) => Read().GetValueOrDefault(name);

    /// <summary>Keeps a key, or forgets it for null. Answers false when the user has no home to keep it in.</summary>
    public bool Keep(string name, string? key)
    {
        if (File is null)
        {
            return false;
        }

        var all = Read();
        if (key is null)
        {
            all.Remove(name);
        }
        else
        {
            all[name] = key;
        }

        Write(File, all);
        return true;
    }

    private static string? Folder(ISurroundings around) => around.Variable("XDG_CONFIG_HOME")
        ?? ((around.Variable("HOME") ?? around.Variable("USERPROFILE")) is { } home ? Path.Combine(home, ".config") : null);

    private Dictionary<string, string> Read() => File is not null && System.IO.File.Exists(File)
        ? JsonSerializer.Deserialize<Dictionary<string, string>>(System.IO.File.ReadAllText(File), FmJson.Line) ?? []
        : [];

    // The file is never readable by others, not even for a moment, and never half written.
    private static void Write(string file, Dictionary<string, string> all)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var fresh = $"{file}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(stream, all, FmJson.Indented);
        }

        System.IO.File.Move(fresh, file, overwrite: true);
    }
}
