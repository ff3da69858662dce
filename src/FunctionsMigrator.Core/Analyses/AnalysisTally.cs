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

    /// <summary>What decides over an analysis, as it is kept beside its measurements.</summary>
    public static MeasurementLimits Limits(this AnalysisDefinition definition) =>
        new(definition.FailureLimit, definition.InconclusiveLimit, definition.ConsecutiveErrorLimit, definition.Count > 0 ? definition.Count : null);

    /// <summary>Adds a measurement.</summary>
    public static Tally Add(Tally tally, AnalysisDefinition definition, Judgement judged, DateTimeOffset now)
    {
        var counted = judged.Verdict switch
        {
            MeasurementVerdict.Pass => tally with { Passed = tally.Passed + 1, ErrorsInARow = 0, PassedInARow = tally.PassedInARow + 1 },
            MeasurementVerdict.Fail => tally with { Failed = tally.Failed + 1, ErrorsInARow = 0, PassedInARow = 0 },
            MeasurementVerdict.Inconclusive => tally with { Inconclusive = tally.Inconclusive + 1, ErrorsInARow = 0, PassedInARow = 0 },
            _ => tally with { Errors = tally.Errors + 1, ErrorsInARow = tally.ErrorsInARow + 1, PassedInARow = 0 },
        };
        var done = (definition.Count > 0 && Taken(counted) >= definition.Count)
            || (definition.ConsecutiveSuccessLimit > 0 && counted.PassedInARow >= definition.ConsecutiveSuccessLimit);
        return counted with { Next = done ? null : now + definition.Interval };
    }

    /// <summary>Whether it is to be measured now. A clock that was set back does not put the next measurement off.</summary>
    public static bool IsDue(Tally tally, AnalysisDefinition definition, DateTimeOffset now, bool last) =>
        tally.Next is { } next && (next <= now || next > now + definition.Interval + definition.InitialDelay || (last && Taken(tally) == 0));

    /// <summary>The verdict over all tallies. Before the end of a bake it is open until something decides it.</summary>
    /// <param name="tallies">What was counted.</param>
    /// <param name="definitions">The analyses.</param>
    /// <param name="last">Whether the bake is over.</param>
    /// <param name="background">Those among them that are measured during the whole rollout: a reason says so of them.</param>
    public static (AnalysisVerdict Verdict, string? Reason) Judge(
        IReadOnlyList<Tally> tallies, IReadOnlyDictionary<string, AnalysisDefinition> definitions, bool last, IReadOnlyList<string>? background = null)
    {
        foreach (var tally in tallies)
        {
            if (tally.Failed > definitions[tally.Analysis].FailureLimit)
            {
                return (AnalysisVerdict.Fail, $"{Name(tally)} failed {tally.Failed} of {Taken(tally)} measurements in {tally.Region}");
            }
        }

        foreach (var tally in tallies)
        {
            if (Doubt(tally, Name(tally), definitions[tally.Analysis], last) is { } doubt)
            {
                return (AnalysisVerdict.Inconclusive, doubt);
            }
        }

        return (last ? AnalysisVerdict.Pass : AnalysisVerdict.Open, null);

        string Name(Tally tally) => background?.Contains(tally.Analysis) is true ? $"the background analysis {tally.Analysis}" : tally.Analysis;
    }

    private static string? Doubt(Tally tally, string name, AnalysisDefinition definition, bool last)
    {
        if (tally.Inconclusive > definition.InconclusiveLimit)
        {
            return $"{name} is inconclusive in {tally.Region} ({tally.Inconclusive} of {Taken(tally)} measurements)";
        }

        if (tally.ErrorsInARow > definition.ConsecutiveErrorLimit)
        {
            return $"{name} could not be measured {tally.ErrorsInARow} times in a row in {tally.Region}";
        }

        if (last && tally.Passed == 0)
        {
            return $"{name} has no good measurement in {tally.Region}";
        }

        return last && tally.PassedInARow < definition.ConsecutiveSuccessLimit
            ? $"{name} was good {tally.PassedInARow} times in a row in {tally.Region}, and {definition.ConsecutiveSuccessLimit} are wanted"
            : null;
    }
}
