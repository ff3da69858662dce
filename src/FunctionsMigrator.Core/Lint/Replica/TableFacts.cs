namespace FunctionsMigrator.Core.Lint.Replica;

/// <summary>What a live target tells of one of its tables.</summary>
/// <param name="Rows">About how many rows it holds; null where the target does not know without counting.</param>
/// <param name="Bytes">How much room its rows take; null where the target does not know.</param>
/// <param name="Columns">The types of its columns by name, as the target writes them.</param>
/// <param name="PrimaryKey">The columns of its primary key in order; empty where it has none.</param>
public sealed record TableFacts(long? Rows, long? Bytes, IReadOnlyDictionary<string, string> Columns, IReadOnlyList<string> PrimaryKey)
{
    /// <summary>Columns of which a valid constraint says already that they hold no NULL.</summary>
    public IReadOnlySet<string> NeverNull { get; init; } = new HashSet<string>();

    /// <summary>A table of this many rows or more is big: what reads or writes all of it takes longer than others should wait.</summary>
    public const long BigRows = 100_000;

    /// <summary>A table of this many bytes or more is big, where nobody has counted its rows yet.</summary>
    public const long BigBytes = 32 * 1024 * 1024;

    /// <summary>Whether it is big; null where nothing is known of its size.</summary>
    public bool? IsBig => Rows is { } rows ? rows >= BigRows : Bytes is { } bytes ? bytes >= BigBytes : null;
}
