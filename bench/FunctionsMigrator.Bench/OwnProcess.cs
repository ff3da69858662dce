using System.Diagnostics;
using System.Globalization;

namespace FunctionsMigrator.Bench;

/// <summary>A measurement in a process of its own, so that its peak is its own and nothing is warm that another one warmed.</summary>
internal static class OwnProcess
{
    /// <summary>Starts this program once more and reads what it reports.</summary>
    /// <param name="args">The arguments: a command that ends with <see cref="Report"/>.</param>
    /// <param name="secrets">Environment variables.</param>
    /// <exception cref="InvalidOperationException">It ended with a failure.</exception>
    public static async Task<Measured> MeasureAsync(IReadOnlyList<string> args, params (string Name, string Value)[] secrets)
    {
        var start = Self.Start(args);
        foreach (var (name, value) in secrets)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', args)} ended with {process.ExitCode}.\n{output}");
        }

        var fields = output.TrimEnd().Split('\n')[^1].Split(' ');
        return new Measured(Number(fields[0]), Number(fields[1]), (long)Number(fields[2]), fields.Length > 3 ? (long)Number(fields[3]) : 0);
    }

    /// <summary>Prints what this process measured of itself, as its last line.</summary>
    /// <param name="seconds">What the measured work took, without the start of the process.</param>
    /// <param name="count">How much was done.</param>
    public static void Report(double seconds, long count = 0)
    {
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} {self.TotalProcessorTime.TotalSeconds:0.000} {Amount.Peak()} {count}"));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What a process measured of itself.</summary>
/// <param name="Seconds">Of the measured work.</param>
/// <param name="Processor">Seconds of processor time, its start included.</param>
/// <param name="Peak">Largest working set in bytes.</param>
/// <param name="Count">How much was done.</param>
internal sealed record Measured(double Seconds, double Processor, long Peak, long Count);
