using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Policy.Rules;

/// <summary>What loses data has a note that says what it follows, and that stands on all targets already. That it has stood long enough is waited for, and is no reason to deny.</summary>
internal sealed class ContractRule : IPolicyRule
{
    public IEnumerable<Finding> Check(PolicyFacts facts, IReadOnlyList<string> slots, IReadOnlyList<string> excluded)
    {
        if (facts.Policy.Contract is null || facts.IsRollback)
        {
            yield break;
        }

        foreach (var analysis in Proofs(facts).Except(facts.Analyses))
        {
            yield return PolicyCodes.NoProof.Finding($"The policy asks for the analysis '{analysis}', which {facts.Plan.Environment} does not define.");
        }

        foreach (var resource in facts.Destructive)
        {
            var notes = NotesOf(facts, resource);
            if (notes.Count == 0)
            {
                yield return PolicyCodes.FollowsNothing.Finding($"A script of {resource} loses data, and no change note of these commits that covers it says what it follows.");
            }

            foreach (var (note, former) in notes.SelectMany(note => note.Follows!.Where(former => !facts.Standing.ContainsKey(former)).Select(former => (note, former))))
            {
                yield return PolicyCodes.NotExpanded.Finding($"Note {note.Name} follows {former}, which has not completed in {facts.Plan.Environment}.", note.Place);
            }
        }
    }

    /// <summary>The analyses that must pass before the plan is applied.</summary>
    public static IReadOnlyList<string> Proofs(PolicyFacts facts) => facts.IsRollback || facts.Destructive.Count == 0 ? [] : facts.Policy.Contract?.Unused ?? [];

    /// <summary>Until when the plan is held by what it follows; null: by nothing, or no clock says so.</summary>
    public static (string Note, string Former, Runs.ChangeStanding Standing, DateTimeOffset Until)? HeldBy(PolicyFacts facts)
    {
        if (facts.Policy.Contract is not { } rule || facts.IsRollback)
        {
            return null;
        }

        var held = facts.Destructive.SelectMany(resource => NotesOf(facts, resource))
            .SelectMany(note => note.Follows!.Where(facts.Standing.ContainsKey).Select(former => (note.Name, former, Standing: facts.Standing[former])))
            .Select(step => (step.Name, step.former, step.Standing, Until: step.Standing.Since + rule.After)).ToList();
        return held.Count == 0 ? null : held.MaxBy(step => step.Until);
    }

    // A note of an earlier change of the same resource says nothing about this one.
    private static List<ChangeDocument> NotesOf(PolicyFacts facts, string resource)
    {
        var written = facts.Commits.SelectMany(commit => commit.ChangedPaths).ToHashSet(StringComparer.Ordinal);
        return [.. facts.Notes.Where(note => note.Follows is { Count: > 0 } && note.Covers.Contains(resource) && written.Contains(note.Place.File))];
    }
}
