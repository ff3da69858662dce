using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>What writes to targets or moves ledgers does so only while its run holds the environment: an admin may have broken the lock while the run was alive.</summary>
internal static class HeldLock
{
    /// <summary>The failure of a step whose run does not hold its environment any more; null while it does.</summary>
    public static async Task<StepReply<T>?> LostAsync<T>(EnvironmentLock locks, RunRecord run, CancellationToken cancellation) =>
        await locks.OwnerAsync(run.Environment, cancellation) == run.Id
            ? null
            : StepReply.Fail<T>(RunCodes.LockLost.Code, $"run {run.Id} does not hold {run.Environment} any more");
}
