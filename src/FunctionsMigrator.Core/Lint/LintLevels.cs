using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Lint;

/// <summary>Gives lint findings the weight that a policy says. Findings of others stay as they are.</summary>
/// <param name="levels">The policy's <c>lint</c>: by code, and by <see cref="Default"/>.</param>
public sealed class LintLevels(IReadOnlyDictionary<string, LintLevel> levels)
{
    /// <summary>The word for all codes that are not named.</summary>
    public const string Default = "default";

    /// <summary>
    /// The findings by the policy. A named code's level counts for its warnings and errors, the default only for warnings: what the target decided stays as it is. An info
    /// stays one, unless its code is off.
    /// </summary>
    public IReadOnlyList<Finding> Apply(IReadOnlyList<Finding> findings) =>
        levels.Count == 0 || !findings.Any(LintAnalyzers.Found) ? findings : [.. findings.Select(finding => Weighed(finding)).OfType<Finding>()];

    /// <summary>The plan by the policy; nothing of one that is left out, which writes nothing.</summary>
    public TargetPlan Apply(TargetPlan plan) => plan.Blocked is PlanBlock.LeftOut ? plan : plan with { Findings = Apply(plan.Findings) };

    /// <summary>The plan with what the policy says weighs less; what weighs more by it denies the run, and is no reason to leave a unit out.</summary>
    public TargetPlan Lighten(TargetPlan plan) => plan with
    {
        Findings = [.. plan.Findings.Select(finding => finding.Severity is Severity.Error ? Weighed(finding) : finding).OfType<Finding>()],
    };

    private Finding? Weighed(Finding finding)
    {
        if (!LintAnalyzers.Found(finding))
        {
            return finding;
        }

        var named = levels.TryGetValue(finding.Code, out var level);
        if (named && level is LintLevel.Off)
        {
            return null;
        }

        if (finding.Severity is Severity.Info || (!named && (finding.Severity is Severity.Error || !levels.TryGetValue(Default, out level))))
        {
            return finding;
        }

        return level switch
        {
            LintLevel.Off => null,
            LintLevel.Info => finding with { Severity = Severity.Info },
            LintLevel.Warning => finding with { Severity = Severity.Warning },
            _ => finding with { Severity = Severity.Error },
        };
    }
}
