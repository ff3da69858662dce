namespace FunctionsMigrator.Core.Lint.Replica;

/// <summary>The answer to a question about rows.</summary>
/// <param name="Rows">How many; null where they were not counted.</param>
/// <param name="OrMore">Whether counting stopped there.</param>
/// <param name="Problem">Why they were not counted, in a few words.</param>
public sealed record RowCount(long? Rows, bool OrMore = false, string? Problem = null)
{
    /// <summary>Counting stops here: what is wrong in so many rows is wrong.</summary>
    public const int Most = 10_000;

    /// <summary>Longer no question may take on the live target.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How many rows were counted, <see cref="Most"/> of them meaning at least so many.</summary>
    public static RowCount Of(long rows) => new(Math.Min(rows, Most), rows >= Most);

    /// <summary>Not counted.</summary>
    public static RowCount Unknown(string problem) => new(null, Problem: problem);
}
