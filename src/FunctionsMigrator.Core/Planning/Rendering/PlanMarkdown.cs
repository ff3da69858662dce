using System.Text;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>
/// A plan as a pull-request comment (GitHub's Markdown). Names and values from the repository or a target are shown, never obeyed: no HTML, no links,
/// no mentions, no way out of a code block.
/// </summary>
public static class PlanMarkdown
{
    /// <summary>The comment, at most <see cref="PlanLimits.Length"/> characters.</summary>
    public static async Task<string> RenderAsync(PlanView plan, PlanLimits limits, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        WriteHead(text, plan.Index);
        var budget = limits.Changes;
        var leftOut = 0;
        foreach (var target in plan.Shown())
        {
            var section = await SectionAsync(plan, target, Math.Max(budget, 0), limits, cancellation);
            if (text.Length + section.Length > limits.Length - 500)
            {
                leftOut++;
                continue;
            }

            text.Append(section);
            budget -= target.Counts.Total;
        }

        if (leftOut > 0)
        {
            text.Append("\n… and ").Append(PlanWords.Count(leftOut, "more target")).Append(" with changes or findings, left out here.\n");
        }

        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, PlanIndex index)
    {
        var at = index.Commit is { } commit ? $"at {MarkdownText.Code(PlanWords.ShortCommit(commit))}" : "of the work tree (not committed: cannot be approved)";
        text.Append("### Plan for ").Append(MarkdownText.Code(index.Environment)).Append(' ').Append(at).Append("\n\n");
        var counts = index.Counts();
        if (counts.Total == 0 && !index.Blocked())
        {
            text.Append("Nothing to do: ").Append(PlanWords.Count(index.Targets.Count, "target")).Append(index.Targets.Count == 1 ? " holds" : " hold").Append(" what git wants.\n");
            return;
        }

        text.Append("**").Append(PlanWords.Counts(counts)).Append("**. ").Append(PlanWords.Reach(index)).Append(".\n\n");
        text.Append("- Risk **").Append(PlanWords.Risk(index.Risk)).Append("**");
        text.Append(index.Reasons.Count == 0 ? "\n" : $": {MarkdownText.Line(string.Join("; ", index.Reasons))}\n");
        text.Append("- Digest ").Append(MarkdownText.Code(index.Digest.Short)).Append('\n');
        foreach (var note in index.Notes)
        {
            text.Append("- Note: ").Append(MarkdownText.Line(note)).Append('\n');
        }

        if (index.Blocked())
        {
            text.Append("\n**This plan cannot be applied as it stands; the findings below say why and what to do.**\n");
        }
    }

    private static async Task<string> SectionAsync(PlanView plan, TargetPlan target, int budget, PlanLimits limits, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var counts = target.Counts.Total == 0 ? "findings" : PlanWords.ShortCounts(target.Counts);
        text.Append("\n<details><summary>").Append(MarkdownText.Html(target.Address.ToString())).Append(": ").Append(counts).Append("</summary>\n\n");
        if (target.Blocked is { } blocked)
        {
            text.Append("**").Append(PlanWords.Blocked(blocked)).Append("**\n\n");
        }

        text.Append(await ChangesAsync(plan, target, budget, limits, cancellation));
        text.Append(Measured(target));
        text.Append(Findings(target, limits));
        return text.Append("</details>\n").ToString();
    }

    private static async Task<string> ChangesAsync(PlanView plan, TargetPlan target, int budget, PlanLimits limits, CancellationToken cancellation)
    {
        if (target.Lines is null)
        {
            return "";
        }

        var block = new StringBuilder();
        var shown = 0;
        // Half of the comment for one target at most, so that one huge target does not push all others out.
        if (budget > 0)
        {
            await foreach (var change in plan.Changes(target, cancellation))
            {
                AppendChange(block, change, limits);
                if (++shown == budget || block.Length > limits.Length / 2)
                {
                    break;
                }
            }
        }

        if (target.Counts.Total > shown)
        {
            block.Append("  ... ").Append(PlanWords.Count(target.Counts.Total - shown, "more change")).Append('\n');
        }

        return MarkdownText.Fence(block.ToString(), "diff") + "\n";
    }

    private static void AppendChange(StringBuilder block, Change change, PlanLimits limits)
    {
        // GitHub colours a line of a diff block by its first character; '!' stands for a change.
        var sign = change.Action switch
        {
            ChangeAction.Create => '+',
            ChangeAction.Delete => '-',
            ChangeAction.Update or ChangeAction.Run => '!',
            _ => ' ',
        };
        var risk = change.Risk > RiskLevel.Low ? $"  [{PlanWords.Risk(change.Risk)}: {VisibleText.Line(string.Join("; ", change.Reasons))}]" : "";
        var back = PlanWords.TakenBack(change.Reversal) is { } word ? $"  ({word})" : "";
        block.Append(sign).Append(' ').Append(PlanWords.Verb(change.Action)).Append(' ').Append(VisibleText.Line(change.Item.ToString())).Append(risk).Append(back).Append('\n');
        if (change.Action == ChangeAction.Adopt)
        {
            return;
        }

        foreach (var line in ChangeDiff.Lines(change, limits))
        {
            var mark = line.Kind switch { DiffKind.Removed => '-', DiffKind.Added => '+', _ => ' ' };
            block.Append(mark).Append("     ").Append(line.Text).Append('\n');
        }
    }

    private static string Measured(TargetPlan target)
    {
        if (target.Measures is not { } measures)
        {
            return "";
        }

        var lines = measures.Telling.SelectMany(script => script.Statements.Select(statement => MeasureLines.Of(script, statement)).Prepend(MeasureLines.Of(script)).OfType<string>());
        return $"{MarkdownText.Line(MeasureLines.Head(measures))}\n\n{MarkdownText.Fence(string.Concat(lines.Select(line => line + "\n")), "text")}\n";
    }

    private static string Findings(TargetPlan target, PlanLimits limits)
    {
        if (target.Findings.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var finding in target.Findings.Take(limits.Findings))
        {
            var place = finding.Place is null ? "" : $" ({MarkdownText.Code(finding.Place.ToString())})";
            text.Append("- **").Append(finding.Severity.ToString().ToLowerInvariant()).Append(' ').Append(finding.Code).Append("** ")
                .Append(MarkdownText.Line(finding.Message)).Append(place).Append(" Next: ").Append(MarkdownText.Line(finding.Remedy)).Append('\n');
        }

        if (target.Findings.Count > limits.Findings)
        {
            text.Append("- … ").Append(PlanWords.Count(target.Findings.Count - limits.Findings, "more finding")).Append('\n');
        }

        return text.Append('\n').ToString();
    }
}
