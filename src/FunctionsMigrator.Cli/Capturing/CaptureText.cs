using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Capturing;

/// <summary>Shows a capture to people.</summary>
internal static class CaptureText
{
    private const int Items = 20;
    private const int DiffLength = 256 << 10;

    /// <summary>What became of a resource, with the first of its items.</summary>
    public static void Resource(Output output, CapturedResource resource)
    {
        (long Count, string Word)[] counts = [(resource.Added, "added"), (resource.Changed, "changed"), (resource.Removed, "removed")];
        var words = string.Join(", ", counts.Where(count => count.Count > 0).Select(count => $"{count.Count} {count.Word}"));
        output.Line((resource.Name, Tone.Strong), ($" {resource.Kind} of {resource.Target}: ", Tone.Plain), (words.Length > 0 ? words : "as in git", words.Length > 0 ? Tone.Caution : Tone.Faint));
        foreach (var item in resource.Items.Take(Items))
        {
            output.Line($"  {item.Action} {item.Key}");
        }

        if (counts.Sum(count => count.Count) - Items is > 0 and var more)
        {
            output.Line($"  and {more} more", Tone.Faint);
        }
    }

    /// <summary>The lines of a file that would change; of a large one only that it would.</summary>
    public static async Task DiffAsync(Output output, CaptureFolder files, CapturedFile file, CancellationToken cancellation)
    {
        output.Line($"{file.Action} {file.Path}", Tone.Strong);
        var (before, after) = (await TextAsync(await files.OpenBeforeAsync(file.Path, cancellation), cancellation), await TextAsync(await files.OpenAsync(file.Path, cancellation), cancellation));
        if (before is null || after is null)
        {
            output.Line("  large, or no text: its lines are not shown", Tone.Faint);
            return;
        }

        foreach (var line in LineDiff.Of(before, after))
        {
            var (sign, tone) = line.Kind switch { DiffKind.Added => ("+", Tone.Good), DiffKind.Removed => ("-", Tone.Bad), _ => (" ", Tone.Faint) };
            output.Line($"  {sign} {line.Text}", tone);
        }
    }

    private static async Task<string?> TextAsync(Stream? stream, CancellationToken cancellation)
    {
        if (stream is null)
        {
            return "";
        }

        using var reader = new StreamReader(stream);
        var buffer = new char[DiffLength];
        var read = await reader.ReadBlockAsync(buffer, cancellation);
        return read == buffer.Length || buffer.AsSpan(0, read).Contains('\0') ? null : new string(buffer, 0, read);
    }
}
