using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>
/// Counts measurements and judges them as Argo Rollouts does: failures beat successes, neither condition met is inconclusive, and nothing passes that was not measured.
/// </summary>
public static class AnalysisTally
{
    /// <summary>Measurements taken, errors included.</summary>
    public static int Taken(Tally tally) => tally.Passed + tally.Failed + tally.Inconclusive + tally.Errors;

    /// <summary>Adds a measurement: a number, no data, or an error.</summary>
    public static Tally Add(Tally tally, AnalysisDefinition definition, Outcome<double?> result, DateTimeOffset now)
    {
        var counted = result switch
        {
            { Succeeded: false } => tally with { Errors = tally.Errors + 1, ErrorsInARow = tally.ErrorsInARow + 1 },
            { Value: null } => definition.OnNoData switch
            {
                OnNoData.Pass => Good(tally),
                OnNoData.Fail => Bad(tally),
                _ => Unclear(tally),
            },
            { Value: { } number } => Judge(definition, number) switch
            {
                AnalysisVerdict.Pass => Good(tally),
                AnalysisVerdict.Fail => Bad(tally),
                _ => Unclear(tally),
            },
        };
        var done = definition.Count > 0 && Taken(counted) >= definition.Count;
        return counted with { Next = done ? null : now + definition.Interval };
    }

    /// <summary>What one number means. With only one of the two conditions, its opposite is the other.</summary>
    public static AnalysisVerdict Judge(AnalysisDefinition definition, double number)
    {
        var good = Holds(definition.SuccessCondition, number);
        var bad = Holds(definition.FailureCondition, number);
        return (good, bad) switch
        {
            (_, true) => AnalysisVerdict.Fail,
            (true, _) => AnalysisVerdict.Pass,
            (false, null) => AnalysisVerdict.Fail,
            (null, false) => AnalysisVerdict.Pass,
            _ => AnalysisVerdict.Inconclusive,
        };
    }

    /// <summary>The verdict over all tallies. Before the end of a bake it is open until something decides it.</summary>
    public static (AnalysisVerdict Verdict, string? Reason) Judge(
        IReadOnlyList<Tally> tallies, IReadOnlyDictionary<string, AnalysisDefinition> definitions, bool last)
    {
        foreach (var tally in tallies)
        {
            if (tally.Failed > definitions[tally.Analysis].FailureLimit)
            {
                return (AnalysisVerdict.Fail, $"{tally.Analysis} failed {tally.Failed} of {Taken(tally)} measurements in {tally.Region}");
            }
        }

        foreach (var tally in tallies)
        {
            var definition = definitions[tally.Analysis];
            if (tally.Inconclusive > definition.InconclusiveLimit)
            {
                return (AnalysisVerdict.Inconclusive, $"{tally.Analysis} is inconclusive in {tally.Region} ({tally.Inconclusive} of {Taken(tally)} measurements)");
            }

            if (tally.ErrorsInARow > definition.ConsecutiveErrorLimit)
            {
                return (AnalysisVerdict.Inconclusive, $"{tally.Analysis} could not be measured {tally.ErrorsInARow} times in a row in {tally.Region}");
            }

            if (last && tally.Passed == 0)
            {
                return (AnalysisVerdict.Inconclusive, $"{tally.Analysis} has no good measurement in {tally.Region}");
            }
        }

        return (last ? AnalysisVerdict.Pass : AnalysisVerdict.Open, null);
    }

    private static bool? Holds(string? condition, double number) => condition is null
        ? null
        : Condition.TryParse(condition, out var parsed, out var problem) ? parsed.Holds(number) : throw new FormatException(problem);

    private static Tally Good(Tally tally) => tally with { Passed = tally.Passed + 1, ErrorsInARow = 0 };

    private static Tally Bad(Tally tally) => tally with { Failed = tally.Failed + 1, ErrorsInARow = 0 };

    private static Tally Unclear(Tally tally) => tally with { Inconclusive = tally.Inconclusive + 1, ErrorsInARow = 0 };
}
