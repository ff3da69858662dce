namespace FunctionsMigrator.Core.Policy;

/// <summary>Which slots a person may fill, and by what right.</summary>
/// <param name="Own">Roles of the person.</param>
/// <param name="Delegated">Further roles, and in whose name the person has each.</param>
/// <param name="Any">Whether the person was asked because those who are needed did not decide, and may fill whatever is open.</param>
internal sealed record MayFill(IReadOnlyList<string> Own, IReadOnlyDictionary<string, string> Delegated, bool Any)
{
    /// <summary>What a person may fill at a time, by the roles that People gives now.</summary>
    public static MayFill At(ApprovalFacts facts, Persons persons, string person, DateTimeOffset at)
    {
        var own = persons.Roles(person);
        var delegated = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var delegation in facts.Delegations ?? [])
        {
            // Only what People gives the person who delegates: a delegated role is nobody's to pass on. Who wrote the change cannot have it approved in their name either. And the key
            // that delegated must be that person's by the People that decide here, whatever the People of another environment say of it.
            if (delegation.To != person
                || !delegation.Holds(at)
                || facts.Delegations!.Any(other => other.TakesBack(delegation, at))
                || facts.Run.Excluded.Contains(delegation.Person)
                || persons.ByKey(delegation.By) != delegation.Person)
            {
                continue;
            }

            foreach (var role in persons.Roles(delegation.Person).Where(role => (delegation.Role is null || delegation.Role == role) && !own.Contains(role)))
            {
                delegated.TryAdd(role, delegation.Person);
            }
        }

        return new MayFill(own, delegated, facts.IsEscalated(at) && facts.Policy.Approvals.Escalate!.To.Any(further => own.Contains(further.Role)));
    }

    /// <summary>Whether the person may fill a slot of the role.</summary>
    public bool Fits(string role) => Any || Own.Contains(role) || Delegated.ContainsKey(role);

    /// <summary>In whose name the person fills one of the slots; null: in their own.</summary>
    public string? For(IReadOnlyList<string> slots) => Any || slots.Any(Own.Contains) ? null : slots.Select(role => Delegated.GetValueOrDefault(role)).FirstOrDefault(name => name is not null);
}
