namespace FunctionsMigrator.Core.Policy;

/// <summary>A person lets another one decide in their name for a time (partition <see cref="Runs.RunPartitions.Delegations"/>). It never chains: what was delegated to a person cannot be delegated further.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Person">Short name of who delegates.</param>
/// <param name="To">Short name of who may decide.</param>
/// <param name="From">From included.</param>
/// <param name="Until">To not.</param>
/// <param name="Role">The only role that is delegated; null: all that the person has.</param>
/// <param name="By">The key that asked for it.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Reason">Why.</param>
/// <param name="Revokes">Number of the delegation that this one takes back from <paramref name="From"/> on; it gives nobody anything itself. Null: it does.</param>
/// <param name="Signature"><see cref="Decisions.DecisionJws"/> over it.</param>
public sealed record Delegation(
    int Number,
    string Person,
    string To,
    DateTimeOffset From,
    DateTimeOffset Until,
    string? Role,
    string By,
    DateTimeOffset At,
    string? Reason = null,
    int? Revokes = null,
    string? Signature = null)
{
    /// <summary>Whether it held at that time, by itself.</summary>
    public bool Holds(DateTimeOffset at) => Revokes is null && From <= at && at < Until;

    /// <summary>Whether it takes the other one back at that time.</summary>
    public bool TakesBack(Delegation other, DateTimeOffset at) => Revokes == other.Number && Person == other.Person && From <= at;

    /// <summary>What is delegated, as signatures name it.</summary>
    public string Terms => Revokes is { } number
        ? $"{Person} takes back {number} from {From.ToUniversalTime():u}"
        : $"{Person} to {To} from {From.ToUniversalTime():u} until {Until.ToUniversalTime():u}{(Role is null ? "" : $" as {Role}")}";
}
