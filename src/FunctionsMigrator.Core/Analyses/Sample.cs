namespace FunctionsMigrator.Core.Analyses;

/// <summary>What a query answered.</summary>
/// <param name="Numbers">A number a series, in the order of the answer; empty: no data. What is not a number (NaN) was not measured and does not stand here; an infinite one does.</param>
/// <param name="Samples">How many samples stand behind them, where the analysis asks for that; null: as many as there are numbers.</param>
/// <param name="Warning">What the service warned of, in one line; null: nothing.</param>
public sealed record Sample(IReadOnlyList<double> Numbers, double? Samples = null, string? Warning = null)
{
    /// <summary>More numbers than this are no measurement: the query should aggregate.</summary>
    public const int MostNumbers = 100;

    /// <summary>No data.</summary>
    public static Sample None { get; } = new([]);

    /// <summary>How many samples there are.</summary>
    public double Size => Samples ?? Numbers.Count;

    /// <summary>One number, or none.</summary>
    public static Sample Of(double? number) => number is { } there && !double.IsNaN(there) ? new Sample([there]) : None;
}
