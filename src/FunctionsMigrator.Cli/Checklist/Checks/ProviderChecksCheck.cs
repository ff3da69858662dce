using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>The results of other systems that the policy requires for the commit, as a run would look at them now.</summary>
internal sealed class ProviderChecksCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "ci";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (await RulesAsync(subject, cancellation) is not { Required.Count: > 0 } rules || !subject.Commit.TryGet(out var commit))
        {
            return
            [
                this.Unknown(
                    "not configured: no check of the git provider is required by the policy, and none is asked from here",
                    subject.Commit.TryGet(out var unasked) ? $"Look at the checks of {unasked.Sha[..7]} where it was pushed." : null),
            ];
        }

        var services = subject.Host.Services;
        var now = services.Time.GetUtcNow();
        return await new RequiredChecks(services.Store.Records, services.Checks).WhyNotAsync(commit.Sha, rules, now - rules.AppearWithin, now, cancellation) is { } lacking
            ? [this.Fail($"{lacking.Code} {lacking.Reason}", "Let the checks end well for this commit; a run waits for those that are not done.")]
            : [this.Pass($"{string.Join(", ", rules.Required)} succeeded for {commit.Sha[..7]}")];
    }

    private static async Task<CheckRules?> RulesAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is not { } repository)
        {
            return null;
        }

        var judged = await subject.JudgeAsync(cancellation) is { Succeeded: true, Value: var known } ? known : null;
        var name = repository.Environments[subject.Environment].Policy;
        return (judged?.Policy ?? (name is null ? null : repository.Policies[name]))?.Checks;
    }
}
