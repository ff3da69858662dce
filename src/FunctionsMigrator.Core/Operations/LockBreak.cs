using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Operations;

/// <summary>
/// Frees an environment that a run holds and will not give back. The run's record is Failed before the lock is free, so nothing of the run that is still alive begins
/// another wave; asked again after a crash in between, it does the rest.
/// </summary>
internal sealed class LockBreak(MigratorServices services, IWorkflowClient workflows)
{
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly EnvironmentLock _locks = new(services.Store.Records, services.Time);
    private readonly AuditLog _audit = new(services.Store.Blobs, services.Store.Records, services.Time);

    /// <summary>Breaks the lock; <c>RUN020</c> when nobody holds it.</summary>
    public async Task<Outcome<LockView>> BreakAsync(string environment, string reason, Caller caller, CancellationToken cancellation)
    {
        while (await _locks.FindAsync(environment, cancellation) is { Run: { } owner } held)
        {
            // A decision about histories holds the environment as a run does, and has no record.
            var run = (await _runs.GetAsync(owner, cancellation)).TryGet(out var known) && known.Id == owner ? await FailAsync(owner, reason, caller, cancellation) : null;
            if (await RecordAsync(environment, run, held, reason, caller, cancellation) is { } unwritten)
            {
                return Outcome.Fail<LockView>(unwritten);
            }

            // Between the look and now the run may have given the lock back, and another one taken it.
            if (await _locks.BreakAsync(environment, cancellation, held.Fence) is null)
            {
                continue;
            }

            services.Telemetry.Log.LockBroken(caller.Name, owner, environment);
            foreach (var instance in run is null ? [] : new[] { owner, run.Listening }.OfType<string>())
            {
                await workflows.WakeAsync(instance, cancellation);
            }

            return Outcome.Of(new LockView(environment, owner, held.Fence, held.Since));
        }

        return RunCodes.NoLock.Fail<LockView>($"Nobody holds environment {environment}.");
    }

    private Task<RunRecord> FailAsync(string run, string reason, Caller caller, CancellationToken cancellation) => _runs.UpdateAsync(
        run,
        record => record.State.IsFinal()
            ? null
            : record with { State = RunState.Failed, ReasonCode = RunCodes.LockLost.Code, Reason = $"{caller.Name} broke the lock: {reason}", Until = null },
        cancellation);

    // Into the run's audit while that is open; else, as for a target that is taken over, under an id of its own.
    private async Task<Finding?> RecordAsync(string environment, RunRecord? run, LockRecord held, string reason, Caller caller, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        var entry = new AuditEntry($"{AuditEvents.LockBroken}-{held.Fence.ToString(CultureInfo.InvariantCulture)}", AuditEvents.LockBroken, now, caller.Name)
        {
            Details = new Dictionary<string, string> { [AuditDetails.Reason] = reason, [AuditDetails.Environment] = environment },
        };
        if (run is not null)
        {
            var told = await _audit.AppendAsync(run.Id, [entry], cancellation);
            if (told.Succeeded || told.Findings[0].Code != AuditCodes.Sealed.Code)
            {
                return told.Succeeded ? null : told.Findings[0];
            }
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{environment}-{now.UtcDateTime:yyyyMMdd-HHmmssfff}-lock");
        var appended = await _audit.AppendAsync(id, [entry], cancellation);
        var sealedLink = appended.Succeeded ? await _audit.SealAsync(environment, id, caller.Name, cancellation) : appended.As<AuditLink>();
        return sealedLink.Succeeded ? null : sealedLink.Findings[0];
    }
}
