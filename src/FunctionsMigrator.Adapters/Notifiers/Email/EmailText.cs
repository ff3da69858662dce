using System.Text;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Email;

/// <summary>A notice as plain text.</summary>
internal static class EmailText
{
    /// <summary>Lines parted by line feeds.</summary>
    public static string Render(NoticeContent content)
    {
        var text = new StringBuilder();
        text.Append(content.Headline).Append(": ").Append(content.Environment).Append('\n');
        if (content.Title is { } title)
        {
            text.Append(title).Append('\n');
        }

        text.Append('\n');
        foreach (var (name, value) in EmailFacts.Of(content))
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        List(text, "Why it is risky", content.Reasons, 0);
        Changes(text, content);
        List(text, "Findings", content.Findings, content.MoreFindings);
        List(text, "Rollout", content.Rollout, content.MoreWaves);
        List(text, "Change notes", content.Notes, 0);
        List(text, "Still needed", content.Needed, 0);
        text.Append('\n').Append(content.Next).Append('\n');
        if (content.Link is { } link)
        {
            text.Append('\n').Append(EmailFacts.LinkTitle(content)).Append(":\n").Append(link.AbsoluteUri).Append('\n').Append(EmailFacts.AboutLink(content)).Append('\n');
        }

        return text.Append('\n').Append(content.Link is null ? "On the command line: " : "Or on the command line: ").Append(content.Command).Append('\n').ToString();
    }

    private static void Changes(StringBuilder text, NoticeContent content)
    {
        if (content.Changes.Count == 0)
        {
            return;
        }

        text.Append("\nWhat changes:\n");
        foreach (var change in content.Changes)
        {
            text.Append("  ").Append(change.Sign).Append(' ').Append(change.Text).Append("  [").Append(change.Target).Append(']').Append(change.Remark is { } remark ? $" ({remark})" : "").Append('\n');
        }

        More(text, content.MoreChanges);
    }

    private static void List(StringBuilder text, string name, IReadOnlyList<string> lines, int more)
    {
        if (lines.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(name).Append(":\n");
        foreach (var line in lines)
        {
            text.Append("  - ").Append(line).Append('\n');
        }

        More(text, more);
    }

    private static void More(StringBuilder text, int more)
    {
        if (more > 0)
        {
            text.Append("  and ").Append(more).Append(" more\n");
        }
    }
}
