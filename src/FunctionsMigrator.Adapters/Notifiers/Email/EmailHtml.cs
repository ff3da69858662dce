using System.Text;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Email;

/// <summary>A notice as HTML that every reader of e-mail shows: no style sheet, script, picture or form; every text is escaped, and the only link is the host's own.</summary>
internal static class EmailHtml
{
    private const string Font = "font-family:Segoe UI,Helvetica,Arial,sans-serif;font-size:14px;line-height:20px;color:#1b1b1b";
    private const string Mono = "font-family:Consolas,Menlo,monospace;font-size:13px";
    private const string Subtle = "color:#5c5c5c";

    /// <summary>The page.</summary>
    public static string Render(NoticeContent content)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>").Append(Text(content.Headline)).Append("</title></head>\n");
        html.Append("<body style=\"").Append(Font).Append("\">\n");
        html.Append("<h1 style=\"font-size:20px;line-height:26px;margin:0 0 4px\">").Append(Text($"{content.Headline}: {content.Environment}")).Append("</h1>\n");
        if (content.Title is { } title)
        {
            html.Append("<p style=\"margin:0 0 12px\"><strong>").Append(Text(title)).Append("</strong></p>\n");
        }

        html.Append("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\">\n");
        foreach (var (name, value) in EmailFacts.Of(content))
        {
            html.Append("<tr><td style=\"").Append(Subtle).Append(";padding:0 12px 2px 0;vertical-align:top\">").Append(Text(name)).Append("</td><td>").Append(Text(value)).Append("</td></tr>\n");
        }

        html.Append("</table>\n");
        List(html, "Why it is risky", content.Reasons, 0);
        Changes(html, content);
        List(html, "Findings", content.Findings, content.MoreFindings);
        List(html, "Rollout", content.Rollout, content.MoreWaves);
        List(html, "Change notes", content.Notes, 0);
        List(html, "Still needed", content.Needed, 0);
        html.Append("<p>").Append(Text(content.Next)).Append("</p>\n");
        Link(html, content);
        html.Append("<p style=\"").Append(Subtle).Append("\">").Append(content.Link is null ? "On the command line: " : "Or on the command line: ")
            .Append("<code style=\"").Append(Mono).Append("\">").Append(Text(content.Command)).Append("</code></p>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Link(StringBuilder html, NoticeContent content)
    {
        if (content.Link is { } link)
        {
            html.Append("<p><a href=\"").Append(Text(link.AbsoluteUri)).Append("\" rel=\"noreferrer\" style=\"display:inline-block;padding:8px 16px;background:#0f5ea8;color:#ffffff;text-decoration:none\">")
                .Append(Text(EmailFacts.LinkTitle(content))).Append("</a></p>\n");
            html.Append("<p style=\"").Append(Subtle).Append("\">").Append(Text(EmailFacts.AboutLink(content))).Append("</p>\n");
        }
    }

    private static void Changes(StringBuilder html, NoticeContent content)
    {
        if (content.Changes.Count == 0)
        {
            return;
        }

        html.Append("<h2 style=\"font-size:15px;margin:12px 0 4px\">What changes</h2>\n<ul style=\"margin:0;padding:0 0 0 16px\">\n");
        foreach (var change in content.Changes)
        {
            html.Append("<li><code style=\"").Append(Mono).Append("\">").Append(Text($"{change.Sign} {change.Text}")).Append("</code> <span style=\"").Append(Subtle).Append("\">")
                .Append(Text($"{change.Target}{(change.Remark is { } remark ? $"; {remark}" : "")}")).Append("</span></li>\n");
        }

        More(html, content.MoreChanges);
        html.Append("</ul>\n");
    }

    private static void List(StringBuilder html, string name, IReadOnlyList<string> lines, int more)
    {
        if (lines.Count == 0)
        {
            return;
        }

        html.Append("<h2 style=\"font-size:15px;margin:12px 0 4px\">").Append(Text(name)).Append("</h2>\n<ul style=\"margin:0;padding:0 0 0 16px\">\n");
        foreach (var line in lines)
        {
            html.Append("<li>").Append(Text(line)).Append("</li>\n");
        }

        More(html, more);
        html.Append("</ul>\n");
    }

    private static void More(StringBuilder html, int more)
    {
        if (more > 0)
        {
            html.Append("<li style=\"").Append(Subtle).Append("\">and ").Append(more).Append(" more</li>\n");
        }
    }

    private static string Text(string text) => HtmlText.Of(text);
}
