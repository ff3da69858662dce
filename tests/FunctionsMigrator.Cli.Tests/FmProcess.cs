using System.Diagnostics;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>Runs the built <c>fm</c> as a process of its own.</summary>
internal static class FmProcess
{
    public static async Task<FmResult> RunAsync(string directory, IReadOnlyDictionary<string, string>? variables, params string[] args)
    {
        using var process = Start(directory, variables, args);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new FmResult(process.ExitCode, await output, await error);
    }

    public static Process Start(string directory, IReadOnlyDictionary<string, string>? variables, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fm.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var name in new[] { "FM_API_KEY", "FM_SERVER", "NO_COLOR" })
        {
            start.Environment.Remove(name);
        }

        start.Environment["XDG_CONFIG_HOME"] = directory;
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
