using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FunctionsMigrator.Cli.Following;

/// <summary>A table with a row for each target, redrawn in place: for terminals.</summary>
internal sealed class LiveProgress(Output output, int height) : IRunProgress
{
    /// <inheritdoc/>
    public async Task<T> RunAsync<T>(Func<Action<RunDetails>, Task<T>> follow)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = output.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output.Terminal.Out),
        });
        console.Profile.Width = output.Terminal.Width;
        return await console.Live(new Text("")).AutoClear(false).StartAsync(context => follow(details =>
        {
            context.UpdateTarget(View(details));
            context.Refresh();
        }));
    }

    private Rows View(RunDetails details)
    {
        var run = details.Run;
        var why = RunWords.Why(run);
        var rows = new List<IRenderable>
        {
            new Text(VisibleText.Line(run.Id), new Style(decoration: Decoration.Bold)),
            new Text(VisibleText.Line(why.Length == 0 ? RunWords.State(run) : $"{RunWords.State(run)}: {why}"), Look(RunWords.Tone(run.State))),
        };
        if (details.Targets.Count > 0)
        {
            rows.Add(Targets(details.Targets));
        }

        return new Rows(rows);
    }

    private Table Targets(IReadOnlyList<TargetState> targets)
    {
        // The head, the table's lines, and a line for what is left out.
        var (shown, leftOut) = TargetRows.Pick(targets, Math.Max(5, height - 9));
        var table = new Table().Border(TableBorder.Simple).AddColumns("target", "wave", "state", "done");
        foreach (var target in shown)
        {
            table.AddRow(
                new Text(VisibleText.Line(target.Address.ToString())),
                new Text(target.Wave == 0 ? "" : $"{target.Wave}"),
                new Text(target.Progress.ToString(), Look(RunWords.Tone(target.Progress))),
                new Text(target.Changes == 0 ? "" : $"{target.Done}/{target.Changes}"));
        }

        return leftOut.Length == 0 ? table : table.Caption(new TableTitle(Markup.Escape(leftOut)));
    }

    private static Style Look(Tone tone) => tone switch
    {
        Tone.Good => new Style(Spectre.Console.Color.Green),
        Tone.Caution => new Style(Spectre.Console.Color.Yellow),
        Tone.Bad => new Style(Spectre.Console.Color.Red),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        _ => Style.Plain,
    };
}
