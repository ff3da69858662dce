using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What somebody who decides about a run looks at; the lines of its plan are read by <see cref="PlanPages"/>.</summary>
/// <param name="Details">The run.</param>
/// <param name="Plan">Its plan; null while there is none.</param>
/// <param name="Notes">The change notes that cover what changes.</param>
/// <param name="Commits">The commits since the last good run that the plan was made for, newest first, at most a hundred; empty where they cannot be read.</param>
/// <param name="Waves">How it is rolled out.</param>
/// <param name="Person">Short name of who looks; null for somebody whom People does not know.</param>
/// <param name="Standing">What the one who looks decided last about this plan.</param>
/// <param name="Times">Writes times in the zone of the policy's windows.</param>
/// <param name="Waits">What holds the run, and who is still needed; null where nobody is asked about its plan.</param>
public sealed record ReviewSheet(
    RunDetails Details,
    PlanIndex? Plan,
    IReadOnlyList<ChangeDocument> Notes,
    IReadOnlyList<CommitInfo> Commits,
    IReadOnlyList<Wave> Waves,
    string? Person,
    RunCommand? Standing,
    ReviewTimes Times,
    PolicyExplanation? Waits = null)
{
    /// <summary>The run's record.</summary>
    public RunRecord Run => Details.Run;

    /// <summary>Whether the policy lets the one who looks set the approvals aside.</summary>
    public bool BreaksGlass { get; init; }

    /// <summary>Whether a decision about the plan is taken now.</summary>
    public bool IsOpen => Run.Plan is not null && Run.State.IsWaiting();

    /// <summary>Whether somebody said that the run is to end, and it has not ended yet.</summary>
    public bool IsEnding => !Run.State.IsFinal() && Details.Commands.Any(command => command.Number > Run.Seen && command.Kind is CommandKind.Reject or CommandKind.Abort);
}
