using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>
/// Says what one answer of a query means. Of several numbers the worst counts. Fewer samples than the analysis wants are no data, and what no data means its rule says: nothing passes
/// because it could not be judged.
/// </summary>
public static class SampleJudge
{
    /// <summary>Judges what was answered in a changed region.</summary>
    /// <param name="definition">The analysis.</param>
    /// <param name="changed">What the changed region answered.</param>
    /// <param name="unchanged">For a comparison: what the unchanged regions answered, together; null: there is no such region.</param>
    public static Judgement Judge(AnalysisDefinition definition, Outcome<Sample> changed, Outcome<Sample>? unchanged = null)
    {
        if (!changed.TryGet(out var sample))
        {
            return new Judgement(MeasurementVerdict.Error, Why: changed.Findings[0].Message);
        }

        if (TooFew(definition, sample) is { } few)
        {
            return NoData(definition, few, sample.Size);
        }

        return definition.CompareWith is CompareWith.Unchanged
            ? Compare(definition, sample, unchanged)
            : Worst(definition, sample.Numbers, worst => new Judgement(default, sample.Numbers[worst], sample.Warning, Samples: Written(sample.Size)));
    }

    /// <summary>What one number means. With only one of the two conditions, its opposite is the other.</summary>
    public static MeasurementVerdict Judge(AnalysisDefinition definition, double number)
    {
        var good = Holds(definition.SuccessCondition, number);
        var bad = Holds(definition.FailureCondition, number);
        return (good, bad) switch
        {
            (_, true) => MeasurementVerdict.Fail,
            (true, _) => MeasurementVerdict.Pass,
            (false, null) => MeasurementVerdict.Fail,
            (null, false) => MeasurementVerdict.Pass,
            _ => MeasurementVerdict.Inconclusive,
        };
    }

    // The middle of what the unchanged regions answered: one of them that is ill for another reason does not move it.
    private static Judgement Compare(AnalysisDefinition definition, Sample changed, Outcome<Sample>? unchanged)
    {
        if (unchanged is null)
        {
            return NoData(definition, "no region is unchanged, so there is nothing to compare with", 0);
        }

        if (!unchanged.TryGet(out var others))
        {
            return new Judgement(MeasurementVerdict.Error, Why: $"the unchanged regions: {unchanged.Findings[0].Message}");
        }

        var size = Math.Min(changed.Size, others.Size);
        if (TooFew(definition, others) is { } few)
        {
            return NoData(definition, $"the unchanged regions: {few}", size);
        }

        var baseline = Median(others.Numbers);
        if (!double.IsFinite(baseline))
        {
            return NoData(definition, "the number of the unchanged regions is infinite", size);
        }

        // Where both are zero they are the same. Where only the unchanged regions measure zero there is no ratio, and a person decides unless the rule says otherwise.
        if (baseline == 0 && changed.Numbers.FirstOrDefault(number => number != 0) is var other && other != 0)
        {
            return NoData(definition, "the unchanged regions measure 0, so there is no ratio", size) with { Number = Written(other), Baseline = 0 };
        }

        var ratios = changed.Numbers.Select(number => baseline == 0 ? 1 : number / baseline).ToList();
        return Worst(definition, ratios, worst => new Judgement(default, ratios[worst], changed.Warning ?? others.Warning, Written(changed.Numbers[worst]), baseline, Written(size)));
    }

    private static Judgement Worst(AnalysisDefinition definition, IReadOnlyList<double> results, Func<int, Judgement> tell)
    {
        var (at, result) = results.Index().MinBy(candidate => Judge(definition, candidate.Item) switch
        {
            MeasurementVerdict.Fail => 0,
            MeasurementVerdict.Inconclusive => 1,
            _ => 2,
        });
        var told = tell(at) with { Verdict = Judge(definition, result) };
        return double.IsFinite(result) ? told : told with { Result = null, Why = $"the result is {(result > 0 ? "+" : "-")}Inf" };
    }

    private static string? TooFew(AnalysisDefinition definition, Sample sample) => sample.Numbers.Count == 0
        ? "no data"
        : sample.Size >= (definition.MinimumSamples ?? 1) ? null : string.Create(CultureInfo.InvariantCulture, $"{sample.Size} of at least {definition.MinimumSamples ?? 1} samples");

    private static Judgement NoData(AnalysisDefinition definition, string why, double samples) => new(
        definition.OnNoData switch
        {
            OnNoData.Pass => MeasurementVerdict.Pass,
            OnNoData.Fail => MeasurementVerdict.Fail,
            _ => MeasurementVerdict.Inconclusive,
        },
        Why: why,
        Samples: Written(samples));

    private static double Median(IReadOnlyList<double> numbers)
    {
        var ordered = numbers.Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] / 2) + (ordered[middle] / 2);
    }

    private static double? Written(double number) => double.IsFinite(number) ? number : null;

    private static bool? Holds(string? condition, double number) => condition is null
        ? null
        : Condition.TryParse(condition, out var parsed, out var problem) ? parsed.Holds(number) : throw new FormatException(problem);
}
