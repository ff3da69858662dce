using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>No rule of the policy that decides denies this plan.</summary>
internal sealed class PolicyCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "policy";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is null)
        {
            return this.Unread();
        }

        if (await subject.JudgeAsync(cancellation) is not { } asked)
        {
            return [this.Unknown("the rules judge the plan of a commit, and there is none")];
        }

        if (!asked.TryGet(out var judged))
        {
            return [this.Unknown(asked.Findings[0].Message, asked.Findings[0].Remedy)];
        }

        var rules = judged.Run is { } run ? $"the rules that run {run} left" : "the commit's own rules, as for a first run";
        return
        [
            judged.Verdict.Denials.Count > 0
                ? this.Fail(judged.Verdict.Denials)
                : this.Pass($"by {rules}: nothing denied; {PlanWords.Count(judged.Verdict.Slots.Count, "approval")} needed"),
        ];
    }
}
