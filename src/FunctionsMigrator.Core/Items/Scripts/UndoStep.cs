namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A piece of a derived undo.</summary>
/// <param name="Sql">The statement, without its semicolon. With a <paramref name="Former"/>: what takes back where nothing stood before; empty where nothing needs to be done then.</param>
/// <param name="Former">What the database is asked about right before the script runs; null: the text alone tells.</param>
public sealed record UndoStep(string Sql, Former? Former = null)
{
    /// <summary>The step as a plan shows it and as its checksum covers it.</summary>
    public string Text => Former is null ? $"{Sql};\n"
        : Sql.Length == 0 ? $"-- the {Former.Words} as it stands before the script runs\n"
        : $"-- the {Former.Words} as it stands before the script runs; where there is none: {Sql}\n";

    /// <summary>The step where it is known what stood there.</summary>
    /// <param name="stood">The statements that make it what it was, empty where it was not changed; null where nothing stood there.</param>
    public string With(string? stood) => Former is null ? Text : stood ?? (Sql.Length == 0 ? "" : $"{Sql};\n");

    /// <summary>The text of an undo as a plan shows it.</summary>
    public static string TextOf(IEnumerable<UndoStep> steps) => string.Concat(steps.Select(step => step.Text));

    /// <summary>The text of an undo that runs.</summary>
    /// <param name="steps">Its steps.</param>
    /// <param name="stood">What stood there, in the order of the steps that ask for it.</param>
    public static string TextOf(IEnumerable<UndoStep> steps, IReadOnlyList<string?> stood)
    {
        var asked = 0;
        return string.Concat(steps.Select(step => step.Former is null ? step.Text : step.With(asked < stood.Count ? stood[asked++] : null)));
    }
}
