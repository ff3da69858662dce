using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A script as it stands in its file.</summary>
internal sealed record ScriptFile(ScriptName Name, string Path, string Sql, ScriptAnalysis Analysis, ScriptDirectives Directives)
{
    /// <summary>The script, with its undo file and the callbacks that run with it.</summary>
    public SqlScript ToScript(ScriptFile? written, ScriptCallbacks callbacks)
    {
        var undo = UndoOf(written) with { BeforeEach = callbacks.Of(ScriptEvent.BeforeEachUndo), AfterEach = callbacks.Of(ScriptEvent.AfterEachUndo) };
        return new SqlScript(Name.Key, Kind, Name.Version, Name.Description, Sql, Digest.Of(Sql), undo, callbacks.Facts(Analysis.Facts), new Place(Path))
        {
            Directives = Directives,
            BeforeEach = callbacks.Of(ScriptEvent.BeforeEachMigrate),
            AfterEach = callbacks.Of(ScriptEvent.AfterEachMigrate),
        };
    }

    private ScriptKind Kind => Name.Letter switch
    {
        'R' => ScriptKind.Repeatable,
        'B' => ScriptKind.Baseline,
        _ => ScriptKind.Versioned,
    };

    private ScriptUndo UndoOf(ScriptFile? written) =>
        Name.Letter == 'R' ? new ScriptUndo(UndoOrigin.PreviousText, Analysis.Undo) { Steps = Analysis.Steps, Underived = Analysis.Underived }
        : written is not null ? new ScriptUndo(UndoOrigin.Written, written.Sql) { Directives = written.Directives, Place = new Place(written.Path) }
        : Analysis.Undo is { } derived ? new ScriptUndo(UndoOrigin.Derived, derived) { Steps = Analysis.Steps }
        : ScriptUndo.None with { Underived = Analysis.Underived };
}
