using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What decides the next run of an environment.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Environments">All environments, in the order of promotion.</param>
/// <param name="Name">Name of the policy; null: the environment has none, and nothing is required.</param>
/// <param name="Document">The policy.</param>
/// <param name="People">Who is who; null: nobody is named.</param>
/// <param name="From">The run that brought it; null before the first good run.</param>
/// <param name="Days">Two weeks of its calendar.</param>
/// <param name="Zone">The zone of the calendar.</param>
/// <param name="At">The instant that was asked about.</param>
/// <param name="Explanation">Whether a run could begin then, and when else; null where that cannot be said.</param>
public sealed record PolicySheet(
    string Environment,
    IReadOnlyList<string> Environments,
    string? Name,
    PolicyDocument Document,
    PeopleDocument? People,
    string? From,
    IReadOnlyList<CalendarDay> Days,
    string Zone,
    DateTimeOffset At,
    PolicyExplanation? Explanation)
{
    /// <summary>Short names of the people who have a role, ordinal.</summary>
    public IReadOnlyList<string> Holding(string role) =>
        [.. (People?.People ?? new Dictionary<string, PersonDefinition>()).Where(person => person.Value.Roles.Contains(role)).Select(person => person.Key).Order(StringComparer.Ordinal)];
}
