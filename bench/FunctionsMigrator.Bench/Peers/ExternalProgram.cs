using System.ComponentModel;
using System.Diagnostics;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>Runs a program to its end.</summary>
internal static class ExternalProgram
{
    /// <summary>Null when it ended well, else why not.</summary>
    public static async Task<string?> TryAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        try
        {
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            var words = (await error + await output).Trim();
            return process.ExitCode == 0 ? null : $"{Path.GetFileName(start.FileName)} ended with {process.ExitCode}: {words[..Math.Min(words.Length, 600)]}";
        }
        catch (Win32Exception exception)
        {
            return $"{start.FileName} cannot be started: {exception.Message}";
        }
    }
}
