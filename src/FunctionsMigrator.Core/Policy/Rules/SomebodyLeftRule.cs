using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Policy.Rules;

/// <summary>A plan that nobody left could approve says so at once.</summary>
internal sealed class SomebodyLeftRule : IPolicyRule
{
    public IEnumerable<Finding> Check(PolicyFacts facts, IReadOnlyList<string> slots, IReadOnlyList<string> excluded)
    {
        var persons = new Persons(facts.People);
        var left = persons.Names.Where(name => !excluded.Contains(name)).Select(IReadOnlyCollection<string> (name) => persons.Roles(name)).ToList();
        var open = ApprovalSlots.Open(slots, left);
        if (open.Count > 0)
        {
            yield return PolicyCodes.NobodyLeft.Finding(
                $"Needed: {string.Join(", ", slots)}. For {string.Join(", ", open)} nobody is left; {(excluded.Count == 0 ? "nobody has the role" : $"{string.Join(", ", excluded)} wrote or started it")}.");
        }
    }
}
