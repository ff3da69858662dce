using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Teams;

/// <summary>
/// A notice as the message that a workflow of Teams posts: an Adaptive Card of version 1.4, at most 28 KB. All text stands in text runs, which know no Markdown; brackets that
/// mentions and links are made of are replaced besides, for readers that do not keep to that. The only link is that of the button.
/// </summary>
internal static class TeamsCard
{
    /// <summary>Bytes that Teams takes.</summary>
    public const int Most = 28 * 1024;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The message as JSON in UTF-8. Long lists are halved until it fits, and say how much they leave out.</summary>
    public static byte[] Render(NoticeContent content)
    {
        for (var most = content.Changes.Count + content.Findings.Count + content.Reasons.Count; ; most /= 2)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(Message(content, most), Compact);
            if (bytes.Length <= Most || most == 0)
            {
                return bytes;
            }
        }
    }

    private static JsonObject Message(NoticeContent content, int most) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["contentUrl"] = null,
            ["content"] = Card(content, most),
        }),
    };

    private static JsonObject Card(NoticeContent content, int most)
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["msteams"] = new JsonObject { ["width"] = "Full" },
            ["body"] = new JsonArray([.. Body(content, most)]),
        };
        if (content.Link is { } link)
        {
            card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = content.Kind.Asks() ? "Review" : "Show the run", ["url"] = link.AbsoluteUri });
        }

        return card;
    }

    private static IEnumerable<JsonNode> Body(NoticeContent content, int most)
    {
        yield return Block(Run($"{content.Headline}: {content.Environment}", bold: true, size: "Large"));
        if (content.Title is { } title)
        {
            yield return Block(Run(title, bold: true));
        }

        foreach (var (name, value) in Facts(content))
        {
            yield return Block(Run($"{name}: ", bold: true), Run(value));
        }

        foreach (var block in List("Why it is risky", content.Reasons, 0, most).Concat(Changes(content, most)).Concat(List("Findings", content.Findings, content.MoreFindings, most)))
        {
            yield return block;
        }

        foreach (var block in List("Rollout", content.Rollout, content.MoreWaves, most).Concat(List("Change notes", content.Notes, 0, most)).Concat(List("Still needed", content.Needed, 0, most)))
        {
            yield return block;
        }

        yield return Block(Run(content.Next));
        yield return Block(Run(content.Link is null ? "On the command line: " : "Or on the command line: ", subtle: true), Run(content.Command, mono: true));
    }

    private static IEnumerable<(string Name, string Value)> Facts(NoticeContent content)
    {
        if (content.Reason is { } reason)
        {
            yield return ("Reason", reason);
        }

        if (content.By is { } by)
        {
            yield return ("By", by);
        }

        if (content.Summary is { } summary)
        {
            yield return ("Changes", summary);
        }

        if (content.Risk is { } risk)
        {
            yield return ("Risk", risk.ToString().ToLowerInvariant());
        }

        if (content.Deadline is { } deadline)
        {
            yield return ("Decide until", NoticeTimes.Show(deadline));
        }

        yield return ("Run", content.Run);
        yield return ("Commit", content.Commit);
        if (content.Plan is { } plan)
        {
            yield return ("Plan", plan);
        }
    }

    private static IEnumerable<JsonNode> Changes(NoticeContent content, int most)
    {
        foreach (var change in content.Changes.Take(most))
        {
            yield return Block(Run($"{change.Sign} {change.Text}", mono: true), Run($"  {change.Target}{(change.Remark is { } remark ? $"; {remark}" : "")}", subtle: true));
        }

        var left = content.MoreChanges + Math.Max(0, content.Changes.Count - most);
        if (left > 0)
        {
            yield return Block(Run($"and {left} more {(left == 1 ? "change" : "changes")}", subtle: true));
        }
    }

    private static IEnumerable<JsonNode> List(string name, IReadOnlyList<string> lines, int more, int most)
    {
        if (lines.Count == 0)
        {
            yield break;
        }

        yield return Block(Run(name, bold: true));
        foreach (var line in lines.Take(most))
        {
            yield return Block(Run($"• {line}"));
        }

        var left = more + Math.Max(0, lines.Count - most);
        if (left > 0)
        {
            yield return Block(Run($"and {left} more", subtle: true));
        }
    }

    private static JsonObject Block(params JsonNode[] runs) => new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(runs) };

    private static JsonObject Run(string text, bool bold = false, string? size = null, bool subtle = false, bool mono = false)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = Inert(text) };
        if (bold)
        {
            run["weight"] = "Bolder";
        }

        if (size is not null)
        {
            run["size"] = size;
        }

        if (subtle)
        {
            run["isSubtle"] = true;
        }

        if (mono)
        {
            run["fontType"] = "Monospace";
        }

        return run;
    }

    private static string Inert(string text) => text.Replace('<', '‹').Replace('>', '›').Replace("](", "] (", StringComparison.Ordinal);
}
