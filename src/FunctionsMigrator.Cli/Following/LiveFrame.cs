using FunctionsMigrator.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Pictures redrawn in place on a terminal; the last one is left there.</summary>
internal static class LiveFrame
{
    /// <summary>Runs <paramref name="follow"/>, which draws as often as it has something new.</summary>
    public static async Task<T> RunAsync<T>(Output output, Func<Action<IReadOnlyList<FrameLine>>, Task<T>> follow)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = output.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output.Terminal.Out),
        });
        console.Profile.Width = output.Terminal.Width;
        return await console.Live(new Text("")).AutoClear(false).StartAsync(context => follow(lines =>
        {
            context.UpdateTarget(new Rows(lines.Select(Drawn)));
            context.Refresh();
        }));
    }

    private static IRenderable Drawn(FrameLine line)
    {
        var drawn = new Paragraph { Overflow = Overflow.Crop };
        foreach (var (text, tone) in line.Pieces)
        {
            drawn.Append(text, Look(tone));
        }

        // A row of nothing takes no line.
        return line.Text.Length == 0 ? new Text(" ") : drawn;
    }

    private static Style Look(Tone tone) => tone switch
    {
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Good => new Style(Color.Green),
        Tone.Caution => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        Tone.Reference => new Style(Color.Teal),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        _ => Style.Plain,
    };
}
