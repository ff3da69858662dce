using System.Globalization;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Migration;

/// <summary>What the audit tells of a run. Called only by steps of the run's own workflow, one at a time.</summary>
internal sealed class RunAudit(AuditLog log, RunStore runs, TargetAccessor targets, TargetStates states, TimeProvider time)
{
    private const string Host = "fm";

    /// <summary>An event of the workflow, with the targets it is about.</summary>
    public async Task EventAsync(RunRecord run, string key, EnterStep step, Wave? wave, CancellationToken cancellation)
    {
        run = await runs.RequireAsync(run.Id, cancellation);
        var entries = new List<AuditEntry>
        {
            Entry(run, key, step.Event!, step.By ?? (step.Event == AuditEvents.Received ? run.StartedBy : Host)) with
            {
                Details = Details(("state", step.State.ToString()), ("reason", step.Reason), ("code", step.Code), ("wave", wave?.Number.ToString(CultureInfo.InvariantCulture))),
            },
        };
        if (wave is not null && step.Event is AuditEvents.WaveApplied or AuditEvents.Restored)
        {
            entries.AddRange(await TargetsAsync(run, key, step, wave, cancellation));
        }

        Require(await log.AppendAsync(run.Id, entries, cancellation));
    }

    /// <summary>The commands that people gave, each once, and whether an approval counts.</summary>
    public async Task CommandsAsync(RunRecord run, IReadOnlyList<RunCommand> asked, CountedApprovals approvals, CancellationToken cancellation)
    {
        var told = asked.Where(command => command.Kind is CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw).ToList();
        if (told.Count == 0)
        {
            return;
        }

        Require(await log.AppendAsync(
            run.Id,
            [
                .. told.Select(command => Entry(run, $"command-{command.Number.ToString(CultureInfo.InvariantCulture)}", EventOf(command.Kind), command.By) with
                {
                    At = command.At,
                    Details = Details(("plan", command.Plan), ("reason", command.Reason), ("ignored", approvals.Ignored.GetValueOrDefault(command.Number))),
                }),
            ],
            cancellation));
    }

    /// <summary>The run holds its environment.</summary>
    public async Task LockTakenAsync(RunRecord run, string key, CancellationToken cancellation) =>
        Require(await log.AppendAsync(run.Id, [Entry(run, key, AuditEvents.LockTaken, Host)], cancellation));

    /// <summary>The end, and the seal.</summary>
    public async Task FinishedAsync(RunRecord run, string key, FinishStep step, CancellationToken cancellation)
    {
        var failures = string.Join("; ", step.Failures?.Select(failure => $"{failure.Address} {failure.Code}") ?? []);
        Require(await log.AppendAsync(
            run.Id,
            [
                Entry(run, key, AuditEvents.Finished, Host) with
                {
                    Details = Details(("state", step.State.ToString()), ("reason", step.Reason), ("code", step.Code), ("failures", failures.Length == 0 ? null : failures)),
                },
            ],
            cancellation));
        Require(await log.SealAsync(run.Environment, run.Id, Host, cancellation));
    }

    // The workflow goes on only when the record stands: an audit that does not take it is a store that is not to be trusted.
    private static void Require<T>(Outcome<T> stood)
    {
        if (!stood.Succeeded)
        {
            throw new StoreException(stood.Findings[0]);
        }
    }

    private static string EventOf(CommandKind kind) => kind switch
    {
        CommandKind.Approve => AuditEvents.Approved,
        CommandKind.Reject => AuditEvents.Rejected,
        _ => AuditEvents.Withdrawn,
    };

    private static Dictionary<string, string> Details(params (string Name, string? Value)[] facts) =>
        facts.Where(fact => fact.Value is not null).ToDictionary(fact => fact.Name, fact => fact.Value!, StringComparer.Ordinal);

    // One entry per target: how many changes, and the digests that its content had before and has now.
    private async Task<List<AuditEntry>> TargetsAsync(RunRecord run, string key, EnterStep step, Wave wave, CancellationToken cancellation)
    {
        var entries = new List<AuditEntry>();
        var progress = (await states.ListAsync(run.Id, cancellation)).ToDictionary(state => state.Address);
        foreach (var target in wave.Targets())
        {
            var plan = await targets.PlanAsync(target.Plan, cancellation);
            var capture = await targets.Journal(run, plan).ReadCaptureAsync(cancellation);
            var state = progress.GetValueOrDefault(target.Address);
            entries.Add(Entry(run, $"{key}:{target.Address}", EventOf(step, state), Host) with
            {
                Target = target.Address,
                PlanDigest = plan.Digest,
                PreChecksum = capture?.Before?.Content,
                Details = Details(("progress", state?.Progress.ToString()), ("changes", plan.Counts.Writes.ToString(CultureInfo.InvariantCulture)), ("message", state?.Message)),
            });
        }

        return entries;
    }

    private static string EventOf(EnterStep step, TargetState? state) => (step.Event, state?.Progress) switch
    {
        (_, TargetProgress.Failed or TargetProgress.NotRestored or TargetProgress.Skipped) => AuditEvents.TargetFailed,
        (AuditEvents.Restored, _) => AuditEvents.TargetRestored,
        _ => AuditEvents.TargetApplied,
    };

    private AuditEntry Entry(RunRecord run, string key, string name, string actor) => new(key, name, time.GetUtcNow(), actor)
    {
        Commit = run.Commit,
        BundleDigest = run.Bundle,
        PlanDigest = run.Plan?.Digest,
        PolicyDigest = run.RulesFrom,
    };
}
