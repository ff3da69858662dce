using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>How risky a plan is as a whole: the highest of its parts, and never less than what its notes say.</summary>
internal static class PlanRisk
{
    private const int Named = 10;

    public static (RiskLevel Risk, IReadOnlyList<string> Reasons) Of(
        IReadOnlyList<TargetPlan> targets, IReadOnlyList<ChangeDocument> notes, bool policyChanges, IReadOnlyList<Finding> found)
    {
        var weighed = targets.SelectMany(target => target.Reasons.DefaultIfEmpty(null).Select(reason => (target.Risk, Reason: reason)))
            .Concat(notes.Where(note => note.Risk is not null).Select(note => (note.Risk!.Value, Reason: (string?)$"note {note.Name} says {note.Risk.ToString()!.ToLowerInvariant()}")))
            .ToList();
        if (policyChanges)
        {
            weighed.Add((RiskLevel.High, "policy or people change"));
        }

        if (found.Any(finding => finding.Code == DeliveryCodes.Forced.Code))
        {
            weighed.Add((RiskLevel.High, "the push rewrote the history of its branch"));
        }

        if (found.Any(finding => finding.Code == PlanCodes.NotRehearsed.Code))
        {
            weighed.Add((RiskLevel.Medium, "a part was not rehearsed"));
        }

        var warned = targets.Where(target => target.Blocked is not PlanBlock.LeftOut).SelectMany(target => target.Findings)
            .Where(finding => LintAnalyzers.Found(finding) && finding.Severity >= Severity.Warning);
        weighed.AddRange(warned.Select(finding => (RiskLevel.Medium, (string?)LintAnalyzers.Reason(finding))).Distinct().Take(Named));

        var risk = weighed.Select(entry => entry.Item1).DefaultIfEmpty(RiskLevel.Low).Max();
        return (risk, [.. weighed.OrderByDescending(entry => entry.Item1).Select(entry => entry.Reason).OfType<string>().Distinct().Take(Named)]);
    }
}
