using System.Diagnostics;
using FunctionsMigrator.Cli.Tests.Killed;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>Runs the built <c>fm</c> as a process of its own.</summary>
internal static class FmProcess
{
    // Tests that a shell runs in the background are told to ignore interrupts, and hand that down to what they start; a person's Ctrl-C goes to a program that was not.
    private static readonly bool IgnoresInterrupts = OperatingSystem.IsLinux()
        && Convert.ToUInt64(File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(), 16) is var ignored && (ignored & (1UL << (Signal.Interrupt - 1))) != 0;

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
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(IgnoresInterrupts ? "env" : dotnet)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (IgnoresInterrupts)
        {
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(dotnet);
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fm.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        // A server refuses settings that it does not know, and those of tests are some.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("FM_", StringComparison.Ordinal) || name == "NO_COLOR").ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["XDG_CONFIG_HOME"] = directory;

        // A killed process leaves the pipes and sockets of the runtime's diagnostics in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
