using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Policy.Rules;

/// <summary>A resource on a target may not lose more than both the share and the number.</summary>
internal sealed class DeleteLimitRule : IPolicyRule
{
    public IEnumerable<Finding> Check(PolicyFacts facts, IReadOnlyList<string> slots, IReadOnlyList<string> excluded)
    {
        if (facts.Policy.Limits.Deletes is not { } limit)
        {
            yield break;
        }

        foreach (var target in facts.Plan.Targets)
        {
            foreach (var section in target.Sections.Where(section => section.Deletes))
            {
                var percent = section.Managed == 0 ? 100 : 100.0 * section.Writes / section.Managed;
                if (section.Writes > limit.Rows && percent > limit.Percent)
                {
                    yield return PolicyCodes.TooManyDeletes.Finding(
                        $"{section.Resource} loses {section.Writes} of {section.Managed} items ({percent:0.#} percent); allowed are {limit.Rows} items or {limit.Percent:0.#} percent.",
                        target: target.Address.ToString());
                }
            }
        }
    }
}
