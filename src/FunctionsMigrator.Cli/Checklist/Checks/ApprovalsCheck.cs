using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Every level of the policy can be filled by different people of People.</summary>
internal sealed class ApprovalsCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "approvals";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is not { } repository)
        {
            return this.Unread();
        }

        var judged = await subject.JudgeAsync(cancellation) is { Succeeded: true, Value: var known } ? known : null;
        var name = repository.Environments[subject.Environment].Policy;
        var policy = judged?.Policy ?? (name is null ? null : repository.Policies[name]);
        return [Levels(policy, judged is null ? repository.People : judged.People)];
    }

    private ChecklistLine Levels(PolicyDocument? policy, PeopleDocument? people)
    {
        var persons = new Persons(people);
        var rules = policy?.Approvals ?? new ApprovalRules { Low = [], Medium = [], High = [] };
        var words = new List<string>();
        foreach (var (level, required) in Required(rules))
        {
            var slots = ApprovalSlots.Of(required);
            var open = ApprovalSlots.Open(slots, [.. persons.Names.Select(IReadOnlyCollection<string> (person) => persons.Roles(person))]);
            if (open.Count > 0)
            {
                return this.Fail(
                    $"{level} asks for {string.Join(", ", slots)}, and People has nobody left for {string.Join(", ", open)}",
                    "Give the role to somebody in people.yaml; a person fills one place only.");
            }

            words.Add($"{level}: {(slots.Count == 0 ? "nobody" : string.Join(", ", slots.GroupBy(slot => slot).Select(role => Words(persons, role.Key, role.Count()))))}");
        }

        return this.Pass(string.Join("; ", words));
    }

    private static string Words(Persons persons, string role, int count) => $"{(count == 1 ? "" : $"{count} x ")}{role} ({string.Join(" or ", persons.With(role))})";

    private static IEnumerable<(string Level, IReadOnlyList<RoleRequirement> Required)> Required(ApprovalRules rules)
    {
        yield return ("low", rules.Low);
        yield return ("medium", rules.Medium);
        yield return ("high", rules.High);
        if (rules.Also.Count > 0)
        {
            yield return ("high with every 'also'", [.. rules.High, .. rules.Also.SelectMany(rule => rule.Require)]);
        }
    }
}
