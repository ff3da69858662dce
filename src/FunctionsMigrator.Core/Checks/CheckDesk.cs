using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Checks;

/// <summary>Posted results over the store and the engine of this host.</summary>
/// <param name="services">The outside.</param>
/// <param name="workflows">The engine.</param>
public sealed class CheckDesk(MigratorServices services, IWorkflowClient workflows) : ICheckDesk
{
    /// <inheritdoc/>
    public async Task<Outcome<CheckResult>> PostAsync(CheckPost post, string by, string? nonce, CancellationToken cancellation)
    {
        if (!CheckNames.IsCommit(post.Commit))
        {
            return CheckCodes.Unreadable.Fail<CheckResult>("The commit is no full SHA in lower case.");
        }

        if (!CheckNames.IsName(post.Name))
        {
            return CheckCodes.Unreadable.Fail<CheckResult>("The check's name is empty, longer than 200 characters, or no single line.");
        }

        var now = services.Time.GetUtcNow();
        if (post.At > now + GenericSignature.Tolerance)
        {
            return CheckCodes.Unreadable.Fail<CheckResult>("The check's time has not come yet.");
        }

        // What was green before must not be told again after it was red.
        if (nonce is not null && await services.Store.Records.TryCreateAsync(RunPartitions.Nonces, nonce, new UsedNonce(now), cancellation) is null)
        {
            return DeliveryCodes.Repeated.Fail<CheckResult>("The nonce of the request was used before.");
        }

        var stands = await new PostedChecks(services.Store.Records).SetAsync(post.Commit, new CheckResult(post.Name, post.State, post.At < now ? post.At.Value.ToUniversalTime() : now, by), cancellation);
        foreach (var run in await new CommitRuns(services.Store.Records).OfAsync([post.Commit], cancellation))
        {
            if (!run.State.IsFinal() && run.State.IsWaiting())
            {
                await workflows.WakeAsync(run.Id, cancellation);
            }
        }

        return Outcome.Of(stands);
    }
}
