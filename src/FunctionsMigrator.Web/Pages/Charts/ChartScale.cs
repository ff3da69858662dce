using System.Globalization;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Web.Pages.Charts;

/// <summary>Where the numbers of a series lie in a drawing of a fixed size: the lowest below, zero and both thresholds always in it.</summary>
internal sealed partial class ChartScale
{
    public const int Width = 400;
    public const int Height = 140;
    public const int Left = 44;
    public const int Right = 392;
    public const int Top = 10;
    public const int Bottom = 116;

    private const int MostPoints = 240;
    private readonly DateTimeOffset _first;
    private readonly double _seconds;

    private ChartScale(ChartSeries series)
    {
        Points = Thinned(series.Points);
        (Goods, Limits) = (Numbers(series.Good), Numbers(series.Limit));
        var values = Points.Select(point => point.Value).OfType<double>().Where(double.IsFinite).Concat(Goods).Concat(Limits).Append(0).ToList();
        (Low, High) = (values.Min(), values.Max());
        High = High > Low ? High + ((High - Low) * 0.06) : Low + 1;
        _first = Points[0].At;
        _seconds = Math.Max(1, (Points[^1].At - _first).TotalSeconds);
    }

    /// <summary>The measurements that are drawn; of very many every so-manyth, and all that are not good.</summary>
    public IReadOnlyList<ChartPoint> Points { get; }

    public double Low { get; }

    public double High { get; }

    /// <summary>Numbers of the condition for good.</summary>
    public IReadOnlyList<double> Goods { get; }

    /// <summary>Numbers of the condition for bad.</summary>
    public IReadOnlyList<double> Limits { get; }

    /// <summary>The scale of a series; null where nothing was measured.</summary>
    public static ChartScale? Of(ChartSeries series) => series.Points.Count == 0 ? null : new ChartScale(series);

    public double X(DateTimeOffset at) => Left + ((Right - Left) * (at - _first).TotalSeconds / _seconds);

    public double Y(double value) => Bottom - ((Bottom - Top) * (Math.Clamp(value, Low, High) - Low) / (High - Low));

    /// <summary>The curve through the numbers; where there is none it is interrupted.</summary>
    public string Curve()
    {
        var (path, pen) = (new System.Text.StringBuilder(), 'M');
        foreach (var point in Points)
        {
            if (point.Value is { } value && double.IsFinite(value))
            {
                path.Append(CultureInfo.InvariantCulture, $"{pen}{Text(X(point.At))} {Text(Y(value))}");
                pen = 'L';
            }
            else
            {
                pen = 'M';
            }
        }

        return path.ToString();
    }

    /// <summary>A coordinate as drawings have it.</summary>
    public static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A number as people read it: four digits that count.</summary>
    public static string Number(double number) => number.ToString("G4", CultureInfo.InvariantCulture);

    private static List<ChartPoint> Thinned(IReadOnlyList<ChartPoint> points)
    {
        var every = Math.Max(1, (points.Count + MostPoints - 1) / MostPoints);
        return [.. points.Where((point, place) => place % every == 0 || place == points.Count - 1 || point.Kind is not ChartPointKind.Good).Take(MostPoints * 4)];
    }

    private static List<double> Numbers(string? condition) => condition is null
        ? []
        : [.. Compared().Matches(condition).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Where(double.IsFinite).Distinct().Take(4)];

    [GeneratedRegex("(?:<=?|>=?|==|!=)\\s*(-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)", RegexOptions.None, 100)]
    private static partial Regex Compared();
}
