using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Following;

/// <summary>One line of a picture, in pieces of different tones.</summary>
internal sealed record FrameLine(params IReadOnlyList<(string Text, Tone Tone)> Pieces)
{
    private const string More = "...";

    /// <summary>A line without text.</summary>
    public static FrameLine Empty { get; } = new(("", Tone.Plain));

    /// <summary>The line without its tones.</summary>
    public string Text => string.Concat(Pieces.Select(piece => piece.Text));

    /// <summary>The line as visible text of at most <paramref name="width"/> characters.</summary>
    public FrameLine Cut(int width)
    {
        var pieces = new List<(string, Tone)>();
        var left = width;
        var visible = Pieces.Select(piece => (Text: VisibleText.Line(piece.Text), piece.Tone)).ToList();
        var fits = visible.Sum(piece => piece.Text.Length) <= width;
        foreach (var (text, tone) in visible)
        {
            var room = fits ? left : left - More.Length;
            if (text.Length <= room)
            {
                pieces.Add((text, tone));
                left -= text.Length;
                continue;
            }

            pieces.Add((string.Concat(text.AsSpan(0, Math.Max(0, room)), More), tone));
            break;
        }

        return new FrameLine(pieces);
    }
}
