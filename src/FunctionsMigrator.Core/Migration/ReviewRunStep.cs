using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Reads every command of a run that has not written yet and answers what follows: it ends, waits for people, waits for a time, or goes. It remembers nothing
/// between two calls, so what it answers depends on the records and the time alone.
/// </summary>
internal sealed class ReviewRunStep(
    MigratorServices services, RunStore runs, CommandLog commands, Delegations delegations, EnvironmentLock locks, RunAudit audit, ApprovalNotices notices, UnusedProof proof)
{
    // However long it waits, the host's sweep rings as soon as the environment is free.
    private static readonly TimeSpan ShortestLockPoll = TimeSpan.FromSeconds(30);
    private readonly RequiredChecks _checks = new(services.Store.Records, services.Checks);

    public async Task<StepReply<Review>> RunAsync(StepContext context, ReviewStep input, CancellationToken cancellation)
    {
        var run = await runs.UpdateAsync(
            input.Run, record => record.RequestedAt == input.Requested ? null : record with { RequestedAt = input.Requested }, cancellation);
        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var asked = await commands.ReadAsync(run.Id, 0, cancellation);
        var assessed = RunAssessment.Of(
            run, rules.Policy, rules.People, input.Plan, asked, await delegations.ListAsync(cancellation), services.Time.GetUtcNow());
        var needed = assessed.NeededWords;
        run = await runs.UpdateAsync(
            run.Id,
            record => record.StillNeeded.SequenceEqual(needed) && record.ApprovedBy.SequenceEqual(assessed.Approvals.By) && record.Seen >= asked.Count
                && RunOverrides.Missing(record, assessed.Overrides.Done).Count == 0
                ? null
                : record with
                {
                    StillNeeded = needed,
                    ApprovedBy = assessed.Approvals.By,
                    Seen = Math.Max(record.Seen, asked.Count),
                    Overrides = [.. record.Overrides, .. RunOverrides.Missing(record, assessed.Overrides.Done)],
                },
            cancellation);
        await audit.CommandsAsync(run, asked, assessed, cancellation);
        await audit.NoticesAsync(run, cancellation);
        var seen = asked.Count == 0 ? 0 : asked[^1].Number;
        var review = Ended(asked, assessed, rules.Policy) ?? await WaitingAsync(run, assessed, needed, input, context.Key, cancellation);
        return StepReply.Of(review with { Seen = seen });
    }

    /// <summary>The runs by which a run's bundle stands in the environment before.</summary>
    public static async Task<IReadOnlyList<RunRecord>> StoodAsync(RunStore runs, RunRecord run, PromotionRules rule, CancellationToken cancellation) =>
        [.. (await runs.ListAsync(rule.From, cancellation)).Where(other => other.Bundle == run.Bundle && other.State.IsGood() && other is { TakenBackBy: null, Reverts: null, Heals: null })];

    /// <summary>Says that there is none.</summary>
    public static string NotPromoted(RunRecord run, PromotionRules rule) => $"What commit {run.Commit[..7]} holds has not completed in {rule.From}.";

    private static Review? Ended(IReadOnlyList<RunCommand> asked, RunAssessment assessed, PolicyDocument policy)
    {
        var people = new Persons(assessed.Facts.People);
        if (asked.FirstOrDefault(command => command.Kind is CommandKind.Abort) is { } abort)
        {
            return End(RunState.Cancelled, RunCodes.Aborted.Code, Said($"stopped by {people.Shown(abort.By)}", abort.Reason));
        }

        if (assessed.Approvals.Rejected is { } no)
        {
            return End(RunState.Rejected, RunCodes.Rejected.Code, Said($"refused by {people.Shown(no.By)}", no.Reason));
        }

        var newer = asked.LastOrDefault(command => command.Kind is CommandKind.Supersede);
        return newer is not null && (policy.OnNewer is OnNewer.Supersede || assessed.Approvals.By.Count == 0)
            ? End(RunState.Superseded, RunCodes.Superseded.Code, $"replaced by {newer.Target}") with { SupersededBy = newer.Target }
            : null;
    }

    private async Task<Review> WaitingAsync(RunRecord run, RunAssessment assessed, IReadOnlyList<string> needed, ReviewStep input, string key, CancellationToken cancellation)
    {
        var (policy, now) = (assessed.Facts.Policy, assessed.Facts.Now);
        if (run is { Reverts: null, Heals: null } && await _checks.WhyNotAsync(run.Commit, policy.Checks, input.Requested, now, cancellation) is { } lacking)
        {
            return lacking.Ends
                ? End(RunState.Denied, lacking.Code, lacking.Reason)
                : Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, lacking.Reason, lacking.Code, null) with { NextLook = lacking.LookAgain };
        }

        if (needed.Count > 0)
        {
            var deadline = input.Requested + policy.Approvals.CollectWithin;
            if (now >= deadline)
            {
                return End(RunState.Expired, RunCodes.Expired.Code, $"still needed after {DurationJsonConverter.Format(policy.Approvals.CollectWithin)}: {string.Join(", ", needed)}");
            }

            var next = await notices.TellAsync(run, assessed, input.Requested, cancellation);
            return Wait(Verdict.AwaitApproval, RunState.AwaitingApproval, $"needed: {string.Join(", ", needed)}", null, deadline) with { NextLook = next };
        }

        if (run is { Reverts: null, Heals: null } && policy.Promotion is { } promotion && await SoakAsync(run, promotion, now, cancellation) is { } soak)
        {
            return soak;
        }

        var held = run.Holds.Where(hold => hold.Until > now).MaxBy(hold => hold.Until);
        var start = assessed.Times.Earliest(held?.Until ?? now);
        if (held is not null)
        {
            return Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, held.Reason, held.Code, start.At);
        }

        if (start.At is null || start.At > now)
        {
            return Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, start.Reason, start.Code, start.At);
        }

        if (await locks.OwnerAsync(run.Environment, cancellation) is { } owner && owner != run.Id)
        {
            return Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, $"run {owner} holds the environment", RunCodes.Locked.Code, null) with { NextLook = LongWait.LookAgain(now, Since(run, RunCodes.Locked, now), ShortestLockPoll) };
        }

        return await proof.LackingAsync(run, key, Since(run, PolicyCodes.StillUsed, now), now, cancellation) is { } used
            ? Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, used.Reason, PolicyCodes.StillUsed.Code, null) with { NextLook = used.LookAgain }
            : new Review(Verdict.Go, RunState.Applying, null, null, null, 0);
    }

    // Since when it waits for that, as the last look left it.
    private static DateTimeOffset Since(RunRecord run, FailureCode code, DateTimeOffset now) => run.ReasonCode == code.Code ? run.Since ?? now : now;

    private async Task<Review?> SoakAsync(RunRecord run, PromotionRules rule, DateTimeOffset now, CancellationToken cancellation)
    {
        var there = await StoodAsync(runs, run, rule, cancellation);
        if (there.Count == 0)
        {
            return End(RunState.Denied, PolicyCodes.NotPromoted.Code, NotPromoted(run, rule));
        }

        var ready = there.Min(other => other.UpdatedAt) + rule.Soak;
        return ready > now ? Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, $"soaking in {rule.From}", PolicyCodes.Soaking.Code, ready) : null;
    }

    private static string Said(string what, string? reason) => reason is null ? what : $"{what}: {reason}";

    private static Review End(RunState state, string code, string reason) => new(Verdict.End, state, reason, code, null, 0);

    private static Review Wait(Verdict verdict, RunState state, string? reason, string? code, DateTimeOffset? until) => new(verdict, state, reason, code, until, 0);
}
