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
internal sealed class ReviewRunStep(MigratorServices services, RunStore runs, CommandLog commands, EnvironmentLock locks, RunAudit audit)
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromSeconds(30);

    public async Task<StepReply<Review>> RunAsync(StepContext context, ReviewStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var asked = await commands.ReadAsync(run.Id, 0, cancellation);
        var now = services.Time.GetUtcNow();
        var times = Times(run, rules.Policy);
        var approvals = Approvals.Count(new ApprovalFacts(run, rules.Policy, rules.People, times, input.Plan, now), asked);
        var needed = StillNeeded(approvals.Open, run, rules.People, approvals.By);
        await runs.UpdateAsync(
            run.Id,
            record => record.StillNeeded.SequenceEqual(needed) && record.ApprovedBy.SequenceEqual(approvals.By) && record.Seen >= asked.Count
                ? null
                : record with { StillNeeded = needed, ApprovedBy = approvals.By, Seen = asked.Count },
            cancellation);
        await audit.CommandsAsync(run, asked, approvals, cancellation);
        var seen = asked.Count == 0 ? 0 : asked[^1].Number;
        var review = Ended(asked, approvals, rules.Policy) ?? await WaitingAsync(run, rules.Policy, approvals, needed, times, input, now, cancellation);
        return StepReply.Of(review with { Seen = seen });
    }

    /// <summary>The runs by which a run's bundle stands in the environment before.</summary>
    public static async Task<IReadOnlyList<RunRecord>> StoodAsync(RunStore runs, RunRecord run, PromotionRules rule, CancellationToken cancellation) =>
        [.. (await runs.ListAsync(rule.From, cancellation)).Where(other => other.Bundle == run.Bundle && other.State.IsGood() && other.TakenBackBy is null && other.Reverts is null)];

    /// <summary>Says that there is none.</summary>
    public static string NotPromoted(RunRecord run, PromotionRules rule) => $"What commit {run.Commit[..7]} holds has not completed in {rule.From}.";

    private static StartTimes Times(RunRecord run, PolicyDocument policy) => run.Reverts is null
        ? new StartTimes(policy)
        : new StartTimes(policy, policy.Rollback.Ignore.Contains("windows"), policy.Rollback.Ignore.Contains("freezes"));

    private static Review? Ended(IReadOnlyList<RunCommand> asked, CountedApprovals approvals, PolicyDocument policy)
    {
        if (asked.FirstOrDefault(command => command.Kind is CommandKind.Abort) is { } abort)
        {
            return End(RunState.Cancelled, RunCodes.Aborted.Code, Said($"stopped by {abort.By}", abort.Reason));
        }

        if (approvals.Rejected is { } no)
        {
            return End(RunState.Rejected, RunCodes.Rejected.Code, Said($"refused by {no.By}", no.Reason));
        }

        var newer = asked.LastOrDefault(command => command.Kind is CommandKind.Supersede);
        return newer is not null && (policy.OnNewer is OnNewer.Supersede || approvals.By.Count == 0)
            ? End(RunState.Superseded, RunCodes.Superseded.Code, $"replaced by {newer.Target}") with { SupersededBy = newer.Target }
            : null;
    }

    private async Task<Review> WaitingAsync(
        RunRecord run, PolicyDocument policy, CountedApprovals approvals, IReadOnlyList<string> needed, StartTimes times, ReviewStep input, DateTimeOffset now, CancellationToken cancellation)
    {
        if (approvals.Open.Count > 0)
        {
            var deadline = input.Requested + policy.Approvals.CollectWithin;
            return now >= deadline
                ? End(RunState.Expired, RunCodes.Expired.Code, $"still needed after {DurationJsonConverter.Format(policy.Approvals.CollectWithin)}: {string.Join(", ", needed)}")
                : Wait(Verdict.AwaitApproval, RunState.AwaitingApproval, $"needed: {string.Join(", ", needed)}", null, deadline);
        }

        if (run.Reverts is null && policy.Promotion is { } promotion && await SoakAsync(run, promotion, now, cancellation) is { } soak)
        {
            return soak;
        }

        var start = times.Earliest(now);
        if (start.At is null || start.At > now)
        {
            return Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, start.Reason, start.Code, start.At);
        }

        return await locks.OwnerAsync(run.Environment, cancellation) is { } owner && owner != run.Id
            ? Wait(Verdict.AwaitWindow, RunState.AwaitingWindow, $"run {owner} holds the environment", RunCodes.Locked.Code, now + LockPoll)
            : new Review(Verdict.Go, RunState.Applying, null, null, null, 0);
    }

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

    private static IReadOnlyList<string> StillNeeded(IReadOnlyList<string> open, RunRecord run, PeopleDocument? people, IReadOnlyList<string> approved)
    {
        var persons = new Persons(people);
        return [.. open.Select(role => $"{role} ({string.Join(" or ", persons.With(role).Where(name => !run.Excluded.Contains(name) && !approved.Contains(name)))})")];
    }

    private static string Said(string what, string? reason) => reason is null ? what : $"{what}: {reason}";

    private static Review End(RunState state, string code, string reason) => new(Verdict.End, state, reason, code, null, 0);

    private static Review Wait(Verdict verdict, RunState state, string? reason, string? code, DateTimeOffset? until) => new(verdict, state, reason, code, until, 0);
}
