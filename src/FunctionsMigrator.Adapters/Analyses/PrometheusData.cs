using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Reads the <c>data</c> of an answer of Prometheus' HTTP API.</summary>
internal static class PrometheusData
{
    private const string Garbage = "its answer is not in the form of Prometheus' HTTP API";

    /// <summary>A number a series; null with the problem where the answer is none that can be judged.</summary>
    public static IReadOnlyList<double>? Numbers(JsonElement data, Reduction reduce, out string? problem)
    {
        problem = null;
        if (data.ValueKind is not JsonValueKind.Object || Text(data, "resultType") is not { } type || !data.TryGetProperty("result", out var result) || result.ValueKind is not JsonValueKind.Array)
        {
            problem = Garbage;
            return null;
        }

        if (type == "scalar")
        {
            return Point(result) is { } scalar ? Measured([scalar]) : Fail(Garbage, out problem);
        }

        if (type is not ("vector" or "matrix"))
        {
            return Fail($"the query answers a {(type.Length <= 20 ? type : "text")} and no numbers", out problem);
        }

        if (result.GetArrayLength() > Sample.MostNumbers)
        {
            return Fail($"the query answers {result.GetArrayLength()} series, at most {Sample.MostNumbers} are read; aggregate them, such as by sum()", out problem);
        }

        var numbers = new List<double>();
        foreach (var series in result.EnumerateArray())
        {
            if (series.ValueKind is JsonValueKind.Object && (series.TryGetProperty("histogram", out _) || series.TryGetProperty("histograms", out _)))
            {
                return Fail("the query answers histograms and no numbers; take one from them, such as by histogram_quantile()", out problem);
            }

            if (Points(series, type == "vector") is not { } points)
            {
                return Fail(Garbage, out problem);
            }

            // Where nothing was counted the count is zero, and that says nothing about the service: there is no data.
            if (Measured(points) is { Count: > 0 } measured)
            {
                numbers.Add(Reduce(measured, type == "vector" ? Reduction.Last : reduce));
            }
        }

        return Measured(numbers);
    }

    /// <summary>A member that is a text.</summary>
    public static string? Text(JsonElement json, string member) => json.TryGetProperty(member, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;

    /// <summary>The first text of a member that is a list.</summary>
    public static string? First(JsonElement json, string member) =>
        json.TryGetProperty(member, out var list) && list.ValueKind is JsonValueKind.Array && list.GetArrayLength() > 0 && list[0].ValueKind is JsonValueKind.String ? list[0].GetString() : null;

    private static List<double> Measured(IEnumerable<double> numbers) => [.. numbers.Where(number => !double.IsNaN(number))];

    private static IReadOnlyList<double>? Fail(string why, out string? problem)
    {
        problem = why;
        return null;
    }

    private static double Reduce(List<double> points, Reduction reduce) => reduce switch
    {
        Reduction.Min => points.Min(),
        Reduction.Max => points.Max(),
        Reduction.Avg => points.Average(),
        Reduction.Sum => points.Sum(),
        Reduction.Count => points.Count,
        _ => points[^1],
    };

    private static List<double>? Points(JsonElement series, bool instant)
    {
        if (series.ValueKind is not JsonValueKind.Object || !series.TryGetProperty(instant ? "value" : "values", out var values) || values.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var points = new List<double>();
        foreach (var pair in instant ? [values] : values.EnumerateArray().ToList())
        {
            if (Point(pair) is not { } point)
            {
                return null;
            }

            points.Add(point);
        }

        return points;
    }

    // [ 1700000000.123, "0.25" ], with NaN, +Inf and -Inf as texts.
    private static double? Point(JsonElement pair) => pair.ValueKind is not JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[1].ValueKind is not JsonValueKind.String ? null : pair[1].GetString() switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };
}
