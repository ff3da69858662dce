using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Policy.Rules;

/// <summary>Every changed resource is covered by a note whose ticket fits.</summary>
internal sealed class ChangeNoteRule : IPolicyRule
{
    public IEnumerable<Finding> Check(PolicyFacts facts, IReadOnlyList<string> slots, IReadOnlyList<string> excluded)
    {
        var rule = facts.Policy.ChangeNote;
        if (!rule.Required || facts.IsRollback || facts.IsHeal)
        {
            yield break;
        }

        var written = facts.Commits.SelectMany(commit => commit.ChangedPaths).ToHashSet(StringComparer.Ordinal);
        var notes = facts.Notes.Where(note => written.Contains(note.Place.File)).ToList();
        foreach (var resource in facts.ChangedResources.Where(resource => !notes.Any(note => note.Covers.Contains(resource))))
        {
            yield return PolicyCodes.NoChangeNote.Finding($"{resource} changes, and no change note of these commits covers it.");
        }

        if (rule.Ticket is not { } pattern)
        {
            yield break;
        }

        foreach (var note in notes.Where(note => note.Covers.Any(facts.ChangedResources.Contains)))
        {
            if (!Regex.IsMatch(note.Ticket ?? "", pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                yield return PolicyCodes.BadTicket.Finding($"Note {note.Name} has ticket '{note.Ticket}'; the policy asks for {pattern}.", note.Place);
            }
        }
    }
}
