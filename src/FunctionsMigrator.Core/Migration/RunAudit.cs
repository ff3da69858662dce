using System.Globalization;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Migration;

/// <summary>What the audit tells of a run. Called only by steps of the run's own workflow, one at a time.</summary>
internal sealed class RunAudit(AuditLog log, RunStore runs, TargetAccessor targets, TargetStates states, IRecordStore records, TimeProvider time)
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
                Target = step.Target,
                Details = Details(
                [
                    ("state", step.State.ToString()), ("reason", step.Reason), ("code", step.Code), ("wave", wave?.Number.ToString(CultureInfo.InvariantCulture)),
                    .. step.Event == AuditEvents.Received ? Cause(run) : [],
                ]),
            },
        };
        if (wave is not null && step.Event is AuditEvents.WaveStarted or AuditEvents.WaveApplied or AuditEvents.Restored)
        {
            entries.AddRange(await TargetsAsync(run, key, step, wave, cancellation));
        }

        if (wave is not null && (step.Event is AuditEvents.Baked or AuditEvents.BakeFailed || step is { Event: AuditEvents.Advanced, State: RunState.Baking }) && await MeasuredAsync(run, wave, cancellation) is { } measured)
        {
            entries.Insert(0, Entry(run, $"{key}:measured", AuditEvents.Measured, Host) with { Details = measured });
        }

        Require(await log.AppendAsync(run.Id, entries, cancellation));
    }

    /// <summary>A plan, and what the policy says of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="key">Key of the step.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="verdict">What the policy says; null: it was not asked.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PlannedAsync(RunRecord run, string key, PlanIndex plan, PolicyVerdict? verdict, CancellationToken cancellation)
    {
        List<AuditEntry> entries =
        [
            Entry(run, $"{key}:planned", AuditEvents.Planned, Host) with
            {
                PlanDigest = plan.Digest,
                Details = Details(
                    ("risk", plan.Risk.ToString().ToLowerInvariant()),
                    ("targets", Number(plan.Targets.Count)),
                    ("changes", Number(plan.Counts().Writes)),
                    ("irreversible", plan.Targets.Any(target => target.Irreversible) ? "true" : null)),
            },
        ];
        if (verdict is not null)
        {
            entries.Add(Entry(run, $"{key}:policy", AuditEvents.PolicyEvaluated, Host) with
            {
                PlanDigest = plan.Digest,
                Details = Details(
                    ("denials", Words(verdict.Denials.Select(denial => denial.Code).Distinct())),
                    ("approvers", Words(verdict.Slots)),
                    ("excluded", Words(verdict.Excluded))),
            });
        }

        Require(await log.AppendAsync(run.Id, entries, cancellation));
    }

    /// <summary>Ledgers that name the run's bundle although nothing was written.</summary>
    public async Task LedgersMovedAsync(RunRecord run, string key, IEnumerable<TargetPlan> plans, CancellationToken cancellation) => Require(await log.AppendAsync(
        run.Id,
        [
            .. plans.Select(plan => Entry(run, $"{key}:{plan.Address}", AuditEvents.LedgerMoved, Host) with
            {
                Target = plan.Address,
                PlanDigest = plan.Digest,
                Details = Details(("items", Number(plan.Counts.Total))),
            }),
        ],
        cancellation));

    /// <summary>Who was told, and who could not be, as far as that is settled; each once. What is settled behind the end stands in a chain of its own.</summary>
    public async Task NoticesAsync(RunRecord run, CancellationToken cancellation)
    {
        var entries = await NoticeAudit.EntriesAsync(records, run, null, cancellation);
        var appended = await log.AppendAsync(run.Id, entries, cancellation);
        if (!appended.Succeeded && appended.Findings[0].Code != AuditCodes.Sealed.Code)
        {
            throw new StoreException(appended.Findings[0]);
        }
    }

    /// <summary>The decisions that people took, each once, and whether an approval counts.</summary>
    public Task CommandsAsync(RunRecord run, IReadOnlyList<RunCommand> asked, RunAssessment assessed, CancellationToken cancellation) =>
        AppendAsync(
            run,
            asked.Where(command => DecisionCheck.Decides(command.Kind)),
            command => assessed.Approvals.Ignored.GetValueOrDefault(command.Number) ?? assessed.Overrides.Ignored.GetValueOrDefault(command.Number),
            command => command.Person is { } person && command.Kind is CommandKind.Approve ? assessed.Approvals.InTheNameOf.GetValueOrDefault(person) : null,
            cancellation);

    /// <summary>What was set aside, each once, and whether it counts.</summary>
    public Task OverridesAsync(RunRecord run, IReadOnlyList<RunCommand> asked, CountedOverrides overrides, CancellationToken cancellation) =>
        AppendAsync(
            run, asked.Where(command => command.Kind is CommandKind.Override or CommandKind.BreakGlass), command => overrides.Ignored.GetValueOrDefault(command.Number), _ => null, cancellation);

    /// <summary>Commands about a wait that was over when they were read, each once.</summary>
    public async Task PassedOverAsync(RunRecord run, IEnumerable<RunCommand> asked, CancellationToken cancellation)
    {
        List<AuditEntry> entries = [.. asked.Select(command => EntryOf(run, command, "what it was about was over when the run read it"))];
        if (entries.Count > 0)
        {
            Require(await log.AppendAsync(run.Id, entries, cancellation));
        }
    }

    /// <summary>What no step of the run looked at before it ended. None that was told already is told again.</summary>
    public async Task LeftAsync(RunRecord run, IReadOnlyList<RunCommand> asked, CancellationToken cancellation)
    {
        foreach (var command in asked.Where(command => DecisionCheck.Decides(command.Kind) || (command.Kind.Steers() && command.Number > run.Seen)))
        {
            // A run that is closed a second time is sealed: what was stored since then could not change it.
            var appended = await log.AppendAsync(run.Id, [EntryOf(run, command, "the run ended before it was looked at")], cancellation);
            if (!appended.Succeeded && appended.Findings[0].Code != AuditCodes.Sealed.Code)
            {
                throw new StoreException(appended.Findings[0]);
            }
        }
    }

    /// <summary>A decision as the audit has it: what its signature vouches for, and the signature.</summary>
    public static AuditEntry EntryOf(RunRecord run, RunCommand command, string? ignored, string? inTheNameOf = null) =>
        new($"command-{command.Number.ToString(CultureInfo.InvariantCulture)}", EventOf(command.Kind), command.At, command.By)
        {
            Commit = run.Commit,
            BundleDigest = run.Bundle,
            PlanDigest = run.Plan?.Digest,
            PolicyDigest = run.RulesFrom,
            Details = Details(
                ("plan", command.Plan),
                ("asked", command.Kind.Steers() ? command.Kind.ToString().ToLowerInvariant() : null),
                ("reason", command.Reason),
                ("ignored", ignored),
                ("number", command.Number.ToString(CultureInfo.InvariantCulture)),
                ("person", command.Person),
                ("inTheNameOf", inTheNameOf),
                ("what", command.Kind is CommandKind.Override or CommandKind.BreakGlass ? Overrides.What(command) : null),
                ("signature", command.Signature)),
        };

    /// <summary>The run holds its environment.</summary>
    public async Task LockTakenAsync(RunRecord run, string key, CancellationToken cancellation) =>
        Require(await log.AppendAsync(run.Id, [Entry(run, key, AuditEvents.LockTaken, Host)], cancellation));

    /// <summary>What the signature of every commit is worth, each once.</summary>
    public async Task CommitsAsync(RunRecord run, IReadOnlyList<CheckedCommit> commits, int version, CancellationToken cancellation)
    {
        var signers = version.ToString(CultureInfo.InvariantCulture);
        Require(await log.AppendAsync(
            run.Id,
            [
                .. commits.Where(commit => commit.Finding is not null).Select(commit =>
                {
                    var (verdict, finding) = (commit.Verdict, commit.Finding!);
                    var good = finding.Code == SignatureCodes.Verified.Code;

                    // By the version too: a key that was revoked since the first look makes another word of it.
                    return Entry(run, $"{(good ? "verified" : "refused")}-{verdict.Sha}-{signers}", good ? AuditEvents.CommitVerified : AuditEvents.CommitRefused, Host) with
                    {
                        Commit = verdict.Sha,
                        Details = Details(
                            ("code", finding.Code),
                            ("severity", finding.Severity.ToString()),
                            ("reason", good ? null : finding.Message),
                            ("committer", verdict.Committer),
                            ("signer", verdict.Signer?.Name),
                            ("keyId", verdict.Key),
                            ("signedAt", verdict.SignedAt?.ToString("O", CultureInfo.InvariantCulture)),
                            ("signers", signers)),
                    };
                }),
            ],
            cancellation));
    }

    /// <summary>An admin stated what is trusted before the first run.</summary>
    public async Task TrustStatedAsync(RunRecord run, string from, CancellationToken cancellation) => Require(await log.AppendAsync(
        run.Id, [Entry(run, AuditEvents.TrustStated, AuditEvents.TrustStated, run.StartedBy) with { Details = Details(("from", from)) }], cancellation));

    /// <summary>The end, and the seal.</summary>
    public async Task FinishedAsync(RunRecord run, string key, FinishStep step, CancellationToken cancellation)
    {
        var failures = string.Join("; ", step.Failures?.Select(failure => $"{failure.Address} {failure.Code}") ?? []);
        Require(await log.AppendAsync(
            run.Id,
            [
                Entry(run, key, AuditEvents.Finished, Host) with
                {
                    Authors = run.Authors.Count == 0 ? null : run.Authors,
                    Details = Details(("state", step.State.ToString()), ("reason", step.Reason), ("code", step.Code), ("failures", failures.Length == 0 ? null : failures)),
                },
            ],
            cancellation));
        Require(await log.SealAsync(run.Environment, run.Id, Host, cancellation));
    }

    private async Task AppendAsync(
        RunRecord run, IEnumerable<RunCommand> told, Func<RunCommand, string?> ignored, Func<RunCommand, string?> inTheNameOf, CancellationToken cancellation)
    {
        List<AuditEntry> entries = [.. told.Select(command => EntryOf(run, command, ignored(command), inTheNameOf(command)))];
        if (entries.Count > 0)
        {
            Require(await log.AppendAsync(run.Id, entries, cancellation));
        }
    }

    // By what the run was started, beside who.
    private static (string Name, string? Value)[] Cause(RunRecord run) =>
    [
        ("delivery", run.Delivery),
        ("pushers", run.Pushers.Count == 0 ? null : string.Join(", ", run.Pushers.Select(pusher => pusher.Email))),
        ("forced", run.Forced ? "true" : null),
        ("heals", run.Heals is { } heal ? $"drift since {heal.Run}: {heal.Shown}" : null),
        (AuditDetails.Asked, run.Heals?.Reason ?? run.Asked),
    ];

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
        CommandKind.Withdraw => AuditEvents.Withdrawn,
        CommandKind.Override => AuditEvents.Overridden,
        CommandKind.BreakGlass => AuditEvents.BreakGlass,
        CommandKind.Review => AuditEvents.Reviewed,
        _ => AuditEvents.Command,
    };

    private static Dictionary<string, string> Details(params IEnumerable<(string Name, string? Value)> facts) =>
        facts.Where(fact => fact.Value is not null).ToDictionary(fact => fact.Name, fact => fact.Value!, StringComparer.Ordinal);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Words(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } some ? some : null;

    // In numbers alone: how often each analysis was measured in each region while the wave was written and baked, and what came out. Null where nothing was.
    private async Task<Dictionary<string, string>?> MeasuredAsync(RunRecord run, Wave wave, CancellationToken cancellation)
    {
        var all = new SortedDictionary<string, (int Taken, int Without, double Least, double Most)>(StringComparer.Ordinal);
        await foreach (var stored in records.ListAsync(RunPartitions.Measurements(run.Id), string.Create(CultureInfo.InvariantCulture, $"{run.Id}.w{wave.Number}."), cancellation))
        {
            var taken = stored.Read<Measurement>();
            var name = $"{taken.Analysis} {taken.Region}";
            var sum = all.TryGetValue(name, out var known) ? known : (Taken: 0, Without: 0, Least: double.PositiveInfinity, Most: double.NegativeInfinity);
            all[name] = taken.Result is { } value
                ? (sum.Taken + 1, sum.Without, Math.Min(sum.Least, value), Math.Max(sum.Most, value))
                : (sum.Taken, sum.Without + 1, sum.Least, sum.Most);
        }

        return all.Count == 0
            ? null
            : Details(
                ("wave", Number(wave.Number)),
                ("analyses", string.Join("; ", all.Select(one => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Key}: {one.Value.Taken} measured{(one.Value.Taken == 0 ? "" : $", {one.Value.Least} to {one.Value.Most}")}{(one.Value.Without == 0 ? "" : $", {one.Value.Without} without a number")}")))));
    }

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
                Details = Details(("progress", step.Event == AuditEvents.WaveStarted ? null : state?.Progress.ToString()), ("changes", plan.Counts.Writes.ToString(CultureInfo.InvariantCulture)), ("message", step.Event == AuditEvents.WaveStarted ? null : state?.Message)),
            });
        }

        return entries;
    }

    private static string EventOf(EnterStep step, TargetState? state) => (step.Event, state?.Progress) switch
    {
        (AuditEvents.WaveStarted, _) => AuditEvents.TargetIntent,
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
