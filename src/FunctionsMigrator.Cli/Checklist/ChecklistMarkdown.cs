using System.Text;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>The checklist as a pull-request comment. Names and evidence are shown, never obeyed.</summary>
internal static class ChecklistMarkdown
{
    /// <summary>The comment.</summary>
    public static string Of(ChecklistDocument document)
    {
        var text = new StringBuilder("### Checklist for ").Append(MarkdownText.Code(document.Environment));
        text.Append(document.Commit is { } commit ? $" at {MarkdownText.Code(PlanWords.ShortCommit(commit))}" : " of the work tree (not committed)").Append("\n\n");
        text.Append("**").Append(document.Summary).Append("**\n\n| | check | evidence |\n|---|---|---|\n");
        foreach (var line in document.Lines)
        {
            var word = line.Status switch { CheckStatus.Pass => "pass", CheckStatus.Fail => "**FAIL**", _ => "unknown" };
            text.Append("| ").Append(word).Append(" | ").Append(line.Check);
            text.Append(line.Target is { } target ? $" {MarkdownText.Code(target)}" : "").Append(" | ").Append(MarkdownText.Line(line.Evidence));
            text.Append(line.Next is { } next ? $" <br>next: {MarkdownText.Line(next)}" : "").Append(" |\n");
        }

        return text.ToString();
    }
}
