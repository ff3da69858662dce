using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Says why a run waits, or would, by the same counts that the run makes.</summary>
internal sealed class PolicyExplainer(MigratorServices services, CommittedMetadata metadata, string repository)
{
    private const string Utc = "UTC";
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly EnvironmentLock _locks = new(services.Store.Records, services.Time);

    /// <summary>Explains; an unknown run is <c>RUN001</c>, an unknown environment <c>RUN002</c>.</summary>
    public async Task<Outcome<PolicyExplanation>> ExplainAsync(ExplainRequest request, CancellationToken cancellation)
    {
        var at = (request.At ?? services.Time.GetUtcNow()).ToUniversalTime();
        if (request.Run is { } run)
        {
            var found = await _runs.GetAsync(run, cancellation);
            return found.TryGet(out var record) ? Outcome.Of(await OfRunAsync(record, at, cancellation)) : found.As<PolicyExplanation>();
        }

        if (request.Environment is not { } environment)
        {
            return RunCodes.UnknownEnvironment.Fail<PolicyExplanation>("Neither a run nor an environment is named.");
        }

        var policy = await PolicyAsync(environment, cancellation);
        return policy.TryGet(out var rules) ? Outcome.Of(OfTimes(environment, new StartTimes(rules), at)) : policy.As<PolicyExplanation>();
    }

    private async Task<PolicyExplanation> OfRunAsync(RunRecord run, DateTimeOffset at, CancellationToken cancellation)
    {
        if (run.State.IsFinal() || run.RulesFrom is null || run.Plan is not { } plan)
        {
            var reason = run.State.IsFinal() ? $"run {run.Id} is over ({run.State})" : $"run {run.Id} is {run.State}; it has no plan yet";
            return new PolicyExplanation(run.Environment, at, [new WaitReason(PolicyCodes.NotReady.Code, reason)], null, []) { Run = run.Id, State = run.State };
        }

        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var commands = await new CommandLog(services.Store.Records).ReadAsync(run.Id, 0, cancellation);
        var delegations = await new Delegations(services.Store.Records).ListAsync(cancellation);
        var assessed = RunAssessment.Of(run, rules.Policy, rules.People, plan.Digest, commands, delegations, at);
        var needed = assessed.Needed;
        var reasons = new List<WaitReason>();
        LocalInstant? asked = null, expires = null;
        if (needed.Count > 0)
        {
            asked = run.RequestedAt is { } since ? new LocalInstant(since.ToUniversalTime(), Zone(rules.Policy)) : null;
            expires = asked is null ? null : asked with { At = asked.At + rules.Policy.Approvals.CollectWithin };
            reasons.Add(new WaitReason(PolicyCodes.NotApproved.Code, $"it is not approved{(asked is null ? "" : $" (asked {asked}; expires {expires})")}"));
        }

        var from = at;
        if (run is { Reverts: null, Heals: null } && rules.Policy.Promotion is { } promotion && await SoakedAsync(run, promotion, cancellation) is { } ready && ready > at)
        {
            reasons.Add(new WaitReason(PolicyCodes.Soaking.Code, $"it soaks in {promotion.From}", new LocalInstant(ready.ToUniversalTime(), Utc)));
            from = ready;
        }

        foreach (var hold in run.Holds.Where(hold => hold.Until > at))
        {
            reasons.Add(new WaitReason(hold.Code, hold.Reason, new LocalInstant(hold.Until.ToUniversalTime(), Utc)));
            from = hold.Until > from ? hold.Until : from;
        }

        var times = assessed.Times;
        var start = times.Earliest(from);
        reasons.AddRange(Held(times, at));
        if (await _locks.OwnerAsync(run.Environment, cancellation) is { } owner && owner != run.Id)
        {
            reasons.Add(new WaitReason(RunCodes.Locked.Code, $"run {owner} holds the environment"));
        }

        if (run.ReasonCode == PolicyCodes.StillUsed.Code)
        {
            reasons.Add(new WaitReason(PolicyCodes.StillUsed.Code, run.Reason!));
        }

        // Where no time holds it, the clock says nothing of when it starts: that is with the people, or the run, that do.
        var next = reasons.Count > 0 && reasons.All(reason => reason.Until is null) ? null : Next(start);
        return new PolicyExplanation(run.Environment, at, reasons, next, needed)
        {
            AskedAt = asked,
            ExpiresAt = expires,
            Run = run.Id,
            State = run.State,
            Plan = plan.Digest,
            Stages = run.Slots.Count == 0 ? 0 : Math.Max(1, run.StageSizes.Count),
            ApprovedBy = assessed.Approvals.By,
            SetAside = [.. assessed.Overrides.Aside.Order(StringComparer.Ordinal)],
        };
    }

    private static PolicyExplanation OfTimes(string environment, StartTimes times, DateTimeOffset at) =>
        new(environment, at, [.. Held(times, at)], Next(times.Earliest(at)), []);

    private static IEnumerable<WaitReason> Held(StartTimes times, DateTimeOffset at) =>
        times.Holds(at).Select(hold => new WaitReason(hold.Code, hold.Reason, new LocalInstant(hold.Until.ToUniversalTime(), hold.Zone)));

    // People read the times of their windows in the zone of these.
    private static string Zone(PolicyDocument policy) => policy.Windows.Count > 0 ? policy.Windows[0].Zone : Utc;

    private static LocalInstant? Next(StartTime start) => start.At is { } next ? new LocalInstant(next.ToUniversalTime(), start.Zone ?? Utc) : null;

    private async Task<DateTimeOffset?> SoakedAsync(RunRecord run, PromotionRules rule, CancellationToken cancellation)
    {
        var there = await ReviewRunStep.StoodAsync(_runs, run, rule, cancellation);
        return there.Count == 0 ? null : there.Min(other => other.UpdatedAt) + rule.Soak;
    }

    // The rules of the last good run decide; before the first, those of the repository itself.
    private async Task<Outcome<PolicyDocument>> PolicyAsync(string environment, CancellationToken cancellation)
    {
        if (await new EnvironmentRecords(services.Store.Records).GoodAsync(environment, cancellation) is { } good)
        {
            var name = (await new RunMetadata(services).OfAsync(good.Bundle, good.Policy, cancellation)).Environments[environment].Policy;
            return Outcome.Of((await Rules.OfAsync(services.Store.Blobs, good.Policy, name, cancellation)).Policy);
        }

        var read = await metadata.ReadAsync(repository, "HEAD", cancellation);
        if (!read.TryGet(out var own))
        {
            return read.As<PolicyDocument>();
        }

        return own.Environments.TryGetValue(environment, out var document)
            ? Outcome.Of(Rules.Of(own, document.Policy).Policy)
            : RunCodes.UnknownEnvironment.Fail<PolicyDocument>($"There is no environment '{environment}'; there are {string.Join(", ", own.Environments.Keys.Order(StringComparer.Ordinal))}.");
    }
}
