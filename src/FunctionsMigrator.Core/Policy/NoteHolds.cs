using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Policy.Rules;
using FunctionsMigrator.Core.PolicyCases;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Policy;

/// <summary>What the change notes of a plan hold it for: a start that they schedule, and what they follow.</summary>
internal static class NoteHolds
{
    /// <summary>All of it, whether or not it is over already.</summary>
    public static IReadOnlyList<ScheduledHold> Of(PolicyFacts facts)
    {
        var holds = facts.Notes.Where(note => facts.Plan.Notes.Contains(note.Name) && note.NotBefore is not null)
            .Select(note => (note.Name, At: CaseTime.Parse(note.NotBefore!)!.Value))
            .Select(note => new ScheduledHold(PolicyCodes.Scheduled.Code, $"change {note.Name} is scheduled for {CaseTime.Format(note.At)}", note.At));
        return ContractRule.HeldBy(facts) is { } held
            ? [.. holds, new ScheduledHold(
                PolicyCodes.ContractsEarly.Code,
                $"change {held.Note} loses data and follows {held.Former}, which stands in {facts.Plan.Environment} since {CaseTime.Format(held.Standing.Since)} (run {held.Standing.Run})",
                held.Until)]
            : [.. holds];
    }
}
