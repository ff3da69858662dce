namespace FunctionsMigrator.Web.Pages.Charts;

/// <summary>What was measured of one thing, as a drawing needs it.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Where">Where.</param>
/// <param name="Points">The measurements, by time.</param>
/// <param name="Good">When a measurement is good, in words; null: nobody said.</param>
/// <param name="Limit">When a measurement is bad, in words; null: nobody said.</param>
public sealed record ChartSeries(string Name, string Where, IReadOnlyList<ChartPoint> Points, string? Good = null, string? Limit = null);

/// <summary>One measurement.</summary>
/// <param name="At">When.</param>
/// <param name="Value">The number; null: there was none.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Note">What is to be known of it beside the number.</param>
public sealed record ChartPoint(DateTimeOffset At, double? Value, ChartPointKind Kind, string? Note = null);

/// <summary>What a measurement means.</summary>
public enum ChartPointKind
{
    /// <summary>It is good.</summary>
    Good,

    /// <summary>It is bad.</summary>
    Bad,

    /// <summary>It is neither, or there is none.</summary>
    Unclear,
}
