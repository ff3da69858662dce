using System.Globalization;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Analyses;

namespace FunctionsMigrator.Cli.Following;

/// <summary>What analyses measured, as one table each: a row a measurement, the newest last.</summary>
internal static class MeasurementTables
{
    /// <summary>How many measurements of an analysis in a region are shown without <c>--all</c>.</summary>
    public const int Limit = 10;

    /// <summary>Prints them.</summary>
    public static void Print(Output output, IReadOnlyList<MeasuredSeries> series, int rows)
    {
        if (series.Count == 0)
        {
            output.Line("nothing was measured");
            return;
        }

        foreach (var (index, one) in series.Index())
        {
            if (index > 0)
            {
                output.Line();
            }

            output.Line((one.Analysis, Tone.Strong), ($" in {one.Region}{(one.Background ? ", during the whole rollout" : "")}: ", Tone.Plain), (Counts(one), Tone.Plain));
            Condition(output, "good", one.Success);
            Condition(output, "bad", one.Failure);
            if (one.Points.Count > rows)
            {
                output.Line(($"  the newest {rows} of {one.Points.Count}; --all shows every one", Tone.Faint));
            }

            Table(output, [.. one.Points.Skip(Math.Max(0, one.Points.Count - rows))]);
        }
    }

    private static void Table(Output output, IReadOnlyList<Measurement> points)
    {
        var table = new TextTable("  at", "wave", "result", "verdict", "");
        foreach (var point in points)
        {
            table.Add(
                ("  " + RunWords.Time(point.At), Tone.Plain),
                (point.Wave?.ToString(CultureInfo.InvariantCulture) ?? "", Tone.Plain),
                (MeasureWords.Number(point.Result) ?? "-", Tone.Plain),
                (point.Verdict?.ToString().ToLowerInvariant() ?? "", MeasureWords.Tone(point.Verdict)),
                (Remark(point), Tone.Faint));
        }

        table.Print(output);
    }

    private static string Counts(MeasuredSeries series) => string.Join(", ", new[]
    {
        (MeasurementVerdict.Pass, "passed"), (MeasurementVerdict.Fail, "failed"), (MeasurementVerdict.Inconclusive, "inconclusive"), (MeasurementVerdict.Error, "could not be measured"),
    }.Select(kind => (Count: series.Count(kind.Item1), Word: kind.Item2)).Where(kind => kind.Count > 0).Select(kind => $"{kind.Count} {kind.Word}"));

    private static void Condition(Output output, string name, string? condition)
    {
        if (condition is not null)
        {
            output.Line(($"  {name,-5}", Tone.Faint), (condition, Tone.Plain));
        }
    }

    private static string Remark(Measurement point) => string.Join("; ", new[]
    {
        point.Number is { } number && point.Baseline is { } baseline ? $"{MeasureWords.Number(number)} here, {MeasureWords.Number(baseline)} in unchanged regions" : null,
        point.Samples is { } samples and > 1 ? $"{MeasureWords.Number(samples)} samples" : null,
        point.Error,
    }.Where(part => part is not null));
}
