namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>Folders for the data of servers.</summary>
internal static class ServerFolder
{
    /// <summary>A path in the temporary folder that nobody uses; the supervisor makes it and removes it.</summary>
    public static string Next(string server) => Path.Combine(Path.GetTempPath(), $"fm-{server}-{Guid.NewGuid():N}");
}
