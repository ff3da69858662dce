using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>A plan as lines for people, at a terminal or in a log.</summary>
public static class PlanText
{
    /// <summary>The lines, read target by target; nothing of the plan is held in memory but the index.</summary>
    public static async IAsyncEnumerable<PlanTextLine> RenderAsync(
        PlanView plan, PlanLimits limits, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var line in Head(plan.Index))
        {
            yield return line;
        }

        var budget = limits.Changes;
        var leftOut = 0;
        foreach (var target in plan.Shown())
        {
            if (budget <= 0 && target.Findings.Count == 0 && target.Blocked is null)
            {
                leftOut++;
                continue;
            }

            yield return new PlanTextLine(PlanTone.Plain, "");
            yield return new PlanTextLine(PlanTone.Heading, Title(target));
            await foreach (var line in TargetAsync(plan, target, Math.Max(budget, 0), limits, cancellation))
            {
                yield return line;
            }

            budget -= target.Counts.Total;
        }

        foreach (var line in Tail(plan, leftOut))
        {
            yield return line;
        }
    }

    private static IEnumerable<PlanTextLine> Head(PlanIndex index)
    {
        var at = index.Commit is { } commit ? $"at {VisibleText.Line(PlanWords.ShortCommit(commit))}" : "of the work tree (not committed: cannot be approved)";
        yield return new PlanTextLine(PlanTone.Heading, $"Plan for {VisibleText.Line(index.Environment)} {at}");
        foreach (var note in index.Notes)
        {
            yield return new PlanTextLine(PlanTone.Plain, $"  note    {VisibleText.Line(note)}");
        }
    }

    private static IEnumerable<PlanTextLine> Tail(PlanView plan, int leftOut)
    {
        var index = plan.Index;
        yield return new PlanTextLine(PlanTone.Plain, "");
        if (leftOut > 0)
        {
            yield return new PlanTextLine(PlanTone.Faint, $"... and changes on {PlanWords.Count(leftOut, "more target")}");
        }

        var quiet = index.Targets.Count - plan.Shown().Count();
        if (quiet > 0 && quiet < index.Targets.Count)
        {
            yield return new PlanTextLine(PlanTone.Faint, $"{PlanWords.Count(quiet, "target")} {(quiet == 1 ? "needs" : "need")} nothing.");
        }

        var counts = index.Counts();
        if (counts.Total == 0 && !index.Blocked())
        {
            yield return new PlanTextLine(PlanTone.Plain, $"Nothing to do: {PlanWords.Count(index.Targets.Count, "target")} {(index.Targets.Count == 1 ? "holds" : "hold")} what git wants.");
            yield break;
        }

        yield return new PlanTextLine(PlanTone.Heading, $"Plan: {PlanWords.Counts(counts)}. {PlanWords.Reach(index)}.");
        if (counts.Writes > 0)
        {
            yield return new PlanTextLine(RiskTone(index.Risk), $"Risk {PlanWords.Risk(index.Risk)}{Because(index.Reasons)}");
        }

        yield return new PlanTextLine(PlanTone.Faint, $"Digest {index.Digest.Hex}");
        if (index.Blocked())
        {
            yield return new PlanTextLine(PlanTone.Error, "This plan cannot be applied as it stands; the findings above say why and what to do.");
        }
    }

    private static string Title(TargetPlan target) => target.Counts.Total == 0
        ? target.Address.ToString()
        : $"{target.Address}: {PlanWords.ShortCounts(target.Counts)}";

    private static async IAsyncEnumerable<PlanTextLine> TargetAsync(
        PlanView plan, TargetPlan target, int budget, PlanLimits limits, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (target.Blocked is { } blocked)
        {
            yield return new PlanTextLine(PlanTone.Error, $"  {PlanWords.Blocked(blocked)}");
        }

        var shown = 0;
        if (target.Lines is not null && budget > 0)
        {
            await foreach (var change in plan.Changes(target, cancellation))
            {
                foreach (var line in ChangeLines(change, limits))
                {
                    yield return line;
                }

                if (++shown == budget)
                {
                    break;
                }
            }
        }

        if (target.Counts.Total > shown)
        {
            yield return new PlanTextLine(PlanTone.Faint, $"  ... {PlanWords.Count(target.Counts.Total - shown, "more change")}");
        }

        foreach (var line in MeasuredLines(target))
        {
            yield return line;
        }

        foreach (var line in FindingLines(target, limits))
        {
            yield return line;
        }
    }

    private static IEnumerable<PlanTextLine> MeasuredLines(TargetPlan target)
    {
        if (target.Measures is not { } measures)
        {
            yield break;
        }

        yield return new PlanTextLine(PlanTone.Faint, $"  {MeasureLines.Head(measures)}");
        foreach (var script in measures.Telling)
        {
            if (MeasureLines.Of(script) is { } told)
            {
                yield return new PlanTextLine(PlanTone.Warning, $"    {told}");
            }

            foreach (var statement in script.Statements)
            {
                yield return new PlanTextLine(PlanTone.Faint, $"    {MeasureLines.Of(script, statement)}");
            }
        }
    }

    private static IEnumerable<PlanTextLine> ChangeLines(Change change, PlanLimits limits)
    {
        var inline = ChangeDiff.Inline(change);
        var head = $"  {PlanWords.Sign(change.Action)} {PlanWords.Verb(change.Action),-9} {VisibleText.Line(change.Item.ToString())}";
        yield return new PlanTextLine(Tone(change.Action), inline is null ? head : $"{head}  {inline}");
        var remark = Remark(change);
        if (remark.Length > 0)
        {
            yield return new PlanTextLine(change.Reversal.Kind == ReversalKind.Irreversible ? PlanTone.Error : RiskTone(change.Risk), $"      {remark}");
        }

        foreach (var line in change.Action == ChangeAction.Adopt ? [] : inline is null ? ChangeDiff.Lines(change, limits) : ChangeDiff.UndoLines(change, limits))
        {
            yield return DiffText(line);
        }
    }

    private static string Remark(Change change)
    {
        var risk = change.Risk > RiskLevel.Low ? $"risk {PlanWords.Risk(change.Risk)}{Because(change.Reasons)}" : null;
        var decided = change.Decision is { } decision ? $"decided: {VisibleText.Line(decision)}" : null;
        return string.Join("; ", new[] { risk, PlanWords.TakenBack(change.Reversal), decided }.Where(part => part is not null));
    }

    private static PlanTextLine DiffText(DiffLine line) => line.Kind switch
    {
        DiffKind.Removed => new PlanTextLine(PlanTone.Removed, $"      - {line.Text}"),
        DiffKind.Added => new PlanTextLine(PlanTone.Added, $"      + {line.Text}"),
        _ => new PlanTextLine(PlanTone.Faint, $"        {line.Text}"),
    };

    private static IEnumerable<PlanTextLine> FindingLines(TargetPlan target, PlanLimits limits)
    {
        foreach (var finding in target.Findings.Take(limits.Findings))
        {
            var tone = finding.Severity switch { Severity.Error => PlanTone.Error, Severity.Warning => PlanTone.Warning, _ => PlanTone.Faint };
            var place = finding.Place is null ? "" : $" ({VisibleText.Line(finding.Place.ToString())})";
            yield return new PlanTextLine(tone, $"  {finding.Severity.ToString().ToLowerInvariant()} {finding.Code}: {VisibleText.Line(finding.Message)}{place}");
            yield return new PlanTextLine(PlanTone.Faint, $"    next: {VisibleText.Line(finding.Remedy)}");
        }

        if (target.Findings.Count > limits.Findings)
        {
            yield return new PlanTextLine(PlanTone.Faint, $"  ... {PlanWords.Count(target.Findings.Count - limits.Findings, "more finding")}");
        }
    }

    private static string Because(IReadOnlyList<string> reasons) => reasons.Count == 0 ? "" : $": {VisibleText.Line(string.Join("; ", reasons))}";

    private static PlanTone RiskTone(RiskLevel risk) => risk switch
    {
        RiskLevel.High => PlanTone.Error,
        RiskLevel.Medium => PlanTone.Warning,
        _ => PlanTone.Plain,
    };

    private static PlanTone Tone(ChangeAction action) => action switch
    {
        ChangeAction.Create => PlanTone.Added,
        ChangeAction.Update or ChangeAction.Run => PlanTone.Changed,
        ChangeAction.Delete => PlanTone.Removed,
        ChangeAction.Blocked => PlanTone.Error,
        _ => PlanTone.Faint,
    };
}
