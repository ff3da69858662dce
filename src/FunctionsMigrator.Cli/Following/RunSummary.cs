using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The last lines of a verb that followed a run: how it stands, why, and what to type next.</summary>
internal static class RunSummary
{
    /// <summary>Prints them.</summary>
    public static void Print(Output output, RunDetails details)
    {
        var run = details.Run;
        output.Line();
        output.Line(($"{run.Id}  ", Tone.Strong), (RunWords.State(run), RunWords.Tone(run.State)));
        if (RunWords.Why(run) is { Length: > 0 } why)
        {
            output.Line($"  {(run.ReasonCode is null ? why : $"{run.ReasonCode}: {why}")}");
        }

        if (run.Plan is { } plan)
        {
            var reach = $"{plan.ChangedTargets} of {PlanWords.Count(plan.Targets, "target")}";
            var counts = PlanWords.ShortCounts(plan.Counts);
            output.Line(counts.Length == 0 ? $"  plan {plan.Digest.Short}: nothing to do on {PlanWords.Count(plan.Targets, "target")}"
                : $"  plan {plan.Digest.Short}: {counts} on {reach}; risk {PlanWords.Risk(plan.Risk)}{(plan.Irreversible ? ", not everything can be taken back" : "")}");
        }

        FindingLines.Print(output, run.TopFindings);
        foreach (var next in NextSteps.For(run))
        {
            output.Line(("next: ", Tone.Faint), (next, Tone.Reference));
        }
    }
}
