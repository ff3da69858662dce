using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Policy.Rules;

/// <summary>No script may run of which a lint finding is an error.</summary>
internal sealed class LintRule : IPolicyRule
{
    private const int Named = 20;

    public IEnumerable<Finding> Check(PolicyFacts facts, IReadOnlyList<string> slots, IReadOnlyList<string> excluded) =>
        facts.Plan.Targets
            .Where(target => target.Blocked is not PlanBlock.LeftOut)
            .SelectMany(target => target.Findings)
            .Where(finding => finding.Severity is Severity.Error && LintAnalyzers.Found(finding))
            .Take(Named)
            .Select(finding => PolicyCodes.LintError.Finding($"{finding.Code}: {finding.Message}", finding.Place, finding.Target, finding.Remedy));
}
