using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>Makes the lines of a check.</summary>
internal static class ChecklistLines
{
    private const int Named = 3;

    /// <summary>It is as it must be.</summary>
    public static ChecklistLine Pass(this IChecklistCheck check, string evidence, string? target = null) => new(check.Name, CheckStatus.Pass, evidence, Target: target);

    /// <summary>It is not.</summary>
    public static ChecklistLine Fail(this IChecklistCheck check, string evidence, string next, string? target = null) => new(check.Name, CheckStatus.Fail, evidence, next, target);

    /// <summary>It is not, and findings say why: the first few, and how many more there are.</summary>
    public static ChecklistLine Fail(this IChecklistCheck check, IReadOnlyList<Finding> findings, string? target = null)
    {
        var worst = findings.OrderByDescending(finding => finding.Severity).ToList();
        return check.Fail(Words(worst), worst[0].Remedy, target);
    }

    /// <summary>It cannot be told from here.</summary>
    public static ChecklistLine Unknown(this IChecklistCheck check, string evidence, string? next = null, string? target = null) =>
        new(check.Name, CheckStatus.Unknown, evidence, next, target);

    /// <summary>The files cannot be read, so nothing that stands in them can be looked at.</summary>
    public static IReadOnlyList<ChecklistLine> Unread(this IChecklistCheck check) => [check.Unknown("the files cannot be read; see 'schema'")];

    private static string Words(List<Finding> findings)
    {
        var shown = findings.Take(Named).Select(finding => $"{finding.Code}{(finding.Place is { } place ? $" {place}" : "")}: {finding.Message.TrimEnd('.')}");
        return string.Join("; ", shown) + (findings.Count > Named ? $"; and {findings.Count - Named} more" : "");
    }
}
