using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Policy;

/// <summary>How people and times stand to a run: what the run, the check of a new decision and the explanation all count in the same way.</summary>
/// <param name="Facts">What was looked at.</param>
/// <param name="Approvals">The approvals.</param>
/// <param name="Overrides">What is set aside.</param>
public sealed record RunAssessment(ApprovalFacts Facts, CountedApprovals Approvals, CountedOverrides Overrides)
{
    /// <summary>Assesses.</summary>
    public static RunAssessment Of(
        RunRecord run, PolicyDocument policy, PeopleDocument? people, Digest plan, IReadOnlyList<RunCommand> commands, IReadOnlyList<Delegation> delegations, DateTimeOffset now)
    {
        var facts = new ApprovalFacts(run, policy, people, new StartTimes(policy), plan, now, delegations);
        var overrides = Policy.Overrides.Count(facts, commands);
        return new RunAssessment(facts, Policy.Approvals.Count(facts, commands), overrides);
    }

    /// <summary>Who is still needed; nobody once the glass is broken.</summary>
    public IReadOnlyList<NeededApproval> Needed => Overrides.Aside.Contains(Policy.Overrides.OfApprovals) ? [] : OpenSlots.Of(Facts, Approvals);

    /// <summary>The same in words.</summary>
    public IReadOnlyList<string> NeededWords => OpenSlots.Words(Needed, Facts.Run.StageSizes.Count);

    /// <summary>The times that hold for the run: a rollback ignores what its rule names, and what was set aside holds nobody.</summary>
    public StartTimes Times => new(
        Facts.Policy,
        (Facts.Run.Reverts is not null && Facts.Policy.Rollback.Ignore.Contains("windows")) || Overrides.Aside.Contains(Policy.Overrides.OfWindow),
        Facts.Run.Reverts is not null && Facts.Policy.Rollback.Ignore.Contains("freezes"),
        Overrides.Freezes);
}
