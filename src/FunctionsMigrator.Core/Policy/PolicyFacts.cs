using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Policy;

/// <summary>Everything the rules look at.</summary>
/// <param name="Policy">The policy that decides; an empty one where the environment has none.</param>
/// <param name="People">The people that decide.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Notes">The bundle's change notes.</param>
/// <param name="Commits">The commits since the last good run, newest first.</param>
/// <param name="FilesOf">The files behind a resource: its document and what it names (folders end in <c>/</c>).</param>
/// <param name="StartedBy">Name of the starter's key.</param>
/// <param name="RuleFiles">Where policy or people change with this run, or which policy the environment names: the files that say so, before and after. Else empty.</param>
/// <param name="IsRollback">Whether the run takes another one back by the rule for rollbacks.</param>
public sealed record PolicyFacts(
    PolicyDocument Policy,
    PeopleDocument? People,
    PlanIndex Plan,
    IReadOnlyList<ChangeDocument> Notes,
    IReadOnlyList<CommitInfo> Commits,
    Func<string, IReadOnlyList<string>> FilesOf,
    string StartedBy,
    IReadOnlyList<string> RuleFiles,
    bool IsRollback)
{
    /// <summary>Who pushed the commits, as far as git providers told it.</summary>
    public IReadOnlyList<GitIdentity> Pushers { get; init; } = [];

    /// <summary>Whether the run brings drifted items back to what is applied already: it brings no commit, so no change note of one can cover it.</summary>
    public bool IsHeal { get; init; }

    /// <summary>Names of the resources with scripts that drop or narrow what holds data, ordinal.</summary>
    public IReadOnlyList<string> Destructive { get; init; } = [];

    /// <summary>Names of the environment's analyses.</summary>
    public IReadOnlyList<string> Analyses { get; init; } = [];

    /// <summary>Since when which change stands on all targets of the environment, by the name of its note.</summary>
    public IReadOnlyDictionary<string, Runs.ChangeStanding> Standing { get; init; } = new Dictionary<string, Runs.ChangeStanding>();

    /// <summary>Whether policy or people change with this run.</summary>
    public bool PolicyChanges => RuleFiles.Count > 0;

    /// <summary>Names of the resources with changes that write, ordinal.</summary>
    public IReadOnlyList<string> ChangedResources { get; } =
        [.. Plan.Targets.SelectMany(target => target.Sections).Where(section => section.Writes > 0).Select(section => section.Resource).Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>What the rules answer.</summary>
/// <param name="Denials">Why the run may not go on; empty when it may.</param>
/// <param name="Slots">Roles of the people who must approve, one entry a person.</param>
/// <param name="Excluded">People whose approval does not count.</param>
public sealed record PolicyVerdict(
    IReadOnlyList<Findings.Finding> Denials, IReadOnlyList<string> Slots, IReadOnlyList<string> Excluded)
{
    /// <summary>How many of the slots, from the first, belong to each stage. Empty: there is one stage.</summary>
    public IReadOnlyList<int> StageSizes { get; init; } = [];
}
