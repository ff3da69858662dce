using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Policy;

/// <summary>What counting approvals looks at.</summary>
/// <param name="Run">The run, with the slots, the stages and the people whose approval does not count.</param>
/// <param name="Policy">The policy that decides.</param>
/// <param name="People">The people that decide.</param>
/// <param name="Times">Windows and freezes.</param>
/// <param name="Plan">The plan that stands.</param>
/// <param name="Now">Now.</param>
/// <param name="Delegations">Who may decide in whose name.</param>
public sealed record ApprovalFacts(
    RunRecord Run, PolicyDocument Policy, PeopleDocument? People, StartTimes Times, Digest Plan, DateTimeOffset Now, IReadOnlyList<Delegation>? Delegations = null)
{
    /// <summary>Whether further people are asked at that time, because those who are needed did not decide.</summary>
    public bool IsEscalated(DateTimeOffset at) => Policy.Approvals.Escalate is { } rule && Run.RequestedAt is { } requested && at >= requested + rule.After;

    /// <summary>The stage (from 0) of a slot (from 0).</summary>
    public int StageOf(int slot)
    {
        var (stage, end) = (0, 0);
        foreach (var size in Run.StageSizes)
        {
            end += size;
            if (slot < end)
            {
                return stage;
            }

            stage++;
        }

        return stage;
    }
}
