namespace FunctionsMigrator.Core.Lint.Replica;

/// <summary>What is counted.</summary>
public enum RowQuestionKind
{
    /// <summary>All rows.</summary>
    Rows,

    /// <summary>Rows that hold NULL in one of the columns.</summary>
    Nulls,

    /// <summary>Values of the columns together, none of them NULL, that stand in more than one row.</summary>
    Duplicates,

    /// <summary>What keeps the columns from being a key: rows that hold NULL in one of them, and values that stand in more than one row.</summary>
    NoKey,

    /// <summary>Rows whose columns, none of them NULL, name no row of the other table.</summary>
    Orphans,

    /// <summary>Rows for which the condition is false.</summary>
    Breaking,

    /// <summary>Rows whose text in the column has more characters than <see cref="RowQuestion.Most"/>.</summary>
    TooLong,

    /// <summary>Rows whose number in the column lies outside <see cref="RowQuestion.Least"/> and <see cref="RowQuestion.Most"/>.</summary>
    OutOfRange,
}

/// <summary>A question about the rows of a live table: how many are like this. Columns are names without quotes.</summary>
public sealed record RowQuestion(RowQuestionKind Kind, LintTable Table, IReadOnlyList<string> Columns)
{
    /// <summary>The other table of <see cref="RowQuestionKind.Orphans"/>.</summary>
    public LintTable? Other { get; init; }

    /// <summary>Its columns, as many as <see cref="Columns"/>.</summary>
    public IReadOnlyList<string> OtherColumns { get; init; } = [];

    /// <summary>
    /// The condition of <see cref="RowQuestionKind.Breaking"/>, in the target's SQL: names, literals, comparisons and a few functions of the database itself; never a query
    /// and never a function of somebody's own.
    /// </summary>
    public string Condition { get; init; } = "";

    /// <summary>The least number that fits.</summary>
    public long Least { get; init; }

    /// <summary>The greatest number, or number of characters, that fits.</summary>
    public long Most { get; init; }
}
