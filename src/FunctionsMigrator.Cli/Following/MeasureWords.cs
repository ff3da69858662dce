using System.Globalization;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Analyses;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The words in which verbs speak of measurements.</summary>
internal static class MeasureWords
{
    /// <summary>A number with at most six digits behind the point; a smaller one in full.</summary>
    public static string? Number(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) is { } text && (text != "0" || number == 0)
        ? text
        : number?.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>How a verdict looks.</summary>
    public static Tone Tone(MeasurementVerdict? verdict) => verdict switch
    {
        MeasurementVerdict.Pass => Terminal.Tone.Good,
        MeasurementVerdict.Fail => Terminal.Tone.Bad,
        null => Terminal.Tone.Plain,
        _ => Terminal.Tone.Caution,
    };

    /// <summary><c>4 measured, 2 failed (at most 1)</c>, and what else counts against a limit.</summary>
    public static string Counts(MeasuredNow now)
    {
        var limits = now.Last.Limits;
        var parts = new[]
        {
            limits?.Count is { } count ? $"{now.Taken} of {count} measured" : $"{now.Taken} measured",
            $"{now.Failed} failed{AtMost(limits?.Failures)}",
            now.Inconclusive > 0 ? $"{now.Inconclusive} inconclusive{AtMost(limits?.Inconclusive)}" : null,
            now.ErrorsInARow > 0 ? $"{now.ErrorsInARow} errors in a row{AtMost(limits?.ErrorsInARow)}" : null,
        };
        return string.Join(", ", parts.Where(part => part is not null));
    }

    /// <summary><c>good result &lt; 0.01, bad result &gt;= 0.05</c>.</summary>
    public static string Wanted(Measurement measured) => string.Join(", ", new[]
    {
        measured.Success is { } success ? $"good {success}" : null,
        measured.Failure is { } failure ? $"bad {failure}" : null,
    }.Where(part => part is not null));

    private static string AtMost(int? limit) => limit is null ? "" : $" (at most {limit})";
}
