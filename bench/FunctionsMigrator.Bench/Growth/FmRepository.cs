using System.Diagnostics;
using System.Reflection;

namespace FunctionsMigrator.Bench.Growth;

/// <summary>A repository as <c>fm new</c> makes it, with one environment, and <c>fm</c> itself in this process.</summary>
internal static class FmRepository
{
    /// <summary>Where it lies.</summary>
    public static string In(string folder) => Path.Combine(folder, "repository");

    /// <summary>Makes it; what the environment has comes as YAML.</summary>
    public static async Task MakeAsync(string folder, string environment, string waves = "{ percent: 100 }")
    {
        await FmProcessAsync(folder, "new", "repository", "repository");
        var root = In(folder);
        foreach (var below in (string[])["metadata", "policies", "changes"])
        {
            if (Directory.Exists(Path.Combine(root, below)))
            {
                Directory.Delete(Path.Combine(root, below), recursive: true);
            }
        }

        Directory.CreateDirectory(Path.Combine(root, "metadata"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "environments")))
        {
            File.Delete(file);
        }

        await File.WriteAllTextAsync(Path.Combine(root, "migrator.yaml"), "kind: Repository\nname: growth\nformat: 1\nbranches: { main: [test] }\nstore: local\n");
        await File.WriteAllTextAsync(Path.Combine(root, "environments", "test.yaml"), $"kind: Environment\nname: test\n{environment}rollout: {{ waves: [ {waves} ] }}\n");
    }

    /// <summary>Writes the checksums and commits everything.</summary>
    public static async Task CommitAsync(string folder)
    {
        await FmProcessAsync(In(folder), "checksum");
        await ProcessAsync(In(folder), "git", "add", "-A");
        await ProcessAsync(In(folder), "git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "Measured");
    }

    /// <summary>Runs a verb of <c>fm</c> in this process, which is measured.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static Task FmAsync(string folder, params string[] args)
    {
        Directory.SetCurrentDirectory(In(folder));
        var main = Assembly.Load("fm").EntryPoint!;
        return main.Invoke(null, [args]) is 0 ? Task.CompletedTask : throw new InvalidOperationException($"fm {string.Join(' ', args)} failed.");
    }

    private static Task FmProcessAsync(string folder, params string[] args) => ProcessAsync(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, "fm.dll"), .. args]);

    private static async Task ProcessAsync(string folder, string file, params string[] args)
    {
        var start = new ProcessStartInfo(file, args) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', args)} ended with {process.ExitCode}.\n{output}");
        }
    }
}
