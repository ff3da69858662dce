using System.Diagnostics;

namespace FunctionsMigrator.Bench;

/// <summary>This program, once more, in a process of its own.</summary>
internal static class Self
{
    /// <summary>How to start it with these arguments; its output is read by whoever starts it.</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> args)
    {
        // Started by `dotnet run` it is a program of its own, started by `dotnet some.dll` it is dotnet.
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        return new ProcessStartInfo(Environment.ProcessPath!, host ? [typeof(Self).Assembly.Location, .. args] : args) { RedirectStandardOutput = true };
    }
}
