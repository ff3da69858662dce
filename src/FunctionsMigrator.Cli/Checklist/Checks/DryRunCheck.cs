using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Every target can be planned, and nothing is a conflict, a drift or a first contact.</summary>
internal sealed class DryRunCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "dry-run";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is null)
        {
            return this.Unread();
        }

        var made = await subject.PlanAsync(cancellation);
        if (!made.TryGet(out var plan))
        {
            return [this.Fail(made.Findings)];
        }

        var blocked = plan.Targets.Where(target => target.Blocked is not null and not PlanBlock.LeftOut).ToList();
        return blocked.Count == 0
            ? [this.Pass($"plan {plan.Digest.Short}: {PlanWords.Counts(plan.Counts())}; {PlanWords.Reach(plan)}; risk {PlanWords.Risk(plan.Risk)}; nothing blocked")]
            : [.. blocked.Select(Blocked)];
    }

    private ChecklistLine Blocked(TargetPlan target)
    {
        var address = target.Address.ToString();
        return target.Findings.Count == 0
            ? this.Fail(PlanWords.Blocked(target.Blocked!.Value), "Look at it with `fm plan`.", address)
            : this.Fail(target.Findings, address);
    }
}
