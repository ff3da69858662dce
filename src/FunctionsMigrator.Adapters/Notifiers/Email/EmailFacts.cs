using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Email;

/// <summary>What both forms of an e-mail say alike.</summary>
internal static class EmailFacts
{
    /// <summary>What is told in a line each.</summary>
    public static IEnumerable<(string Name, string Value)> Of(NoticeContent content)
    {
        (string Name, string? Value)[] facts =
        [
            ("Reason", content.Reason),
            ("By", content.By),
            ("Changes", content.Summary),
            ("Risk", content.Risk?.ToString().ToLowerInvariant()),
            ("Decide until", content.Deadline is { } deadline ? NoticeTimes.Show(deadline) : null),
            ("Run", content.Run),
            ("Commit", content.Commit),
            ("Plan", content.Plan),
        ];
        return facts.Where(fact => fact.Value is not null).Select(fact => (fact.Name, fact.Value!));
    }

    /// <summary>What the link is called.</summary>
    public static string LinkTitle(NoticeContent content) => content.Kind.Asks() ? "Review it" : "Show the run";

    /// <summary>What to look at before trusting it.</summary>
    public static string AboutLink(NoticeContent content) => content.Kind.Asks() && content.Plan is { } plan
        ? $"The page asks you to sign in, and must show plan {plan}. Opening it decides nothing."
        : "The page asks you to sign in.";
}
