using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Rollout;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What pages show of a run, and what is decided on them. Looking changes nothing.</summary>
/// <param name="services">The outside.</param>
/// <param name="migrator">The operations; they decide whether a decision counts.</param>
public sealed class ReviewDesk(MigratorServices services, IMigrator migrator)
{
    private const int MostCommits = 100;
    private readonly ReviewLinks _links = new(services.Store.Records, services.Random);
    private readonly RunMetadata _metadata = new(services);
    private readonly RunMarkReader _marks = new(services.Store.Blobs);

    /// <summary>What pages show of environments.</summary>
    public EnvironmentDesk Environments => new(services, migrator, _metadata);

    /// <summary>What pages show of policies.</summary>
    public PolicyDesk Policies => new(services, migrator, Environments);

    /// <summary>What pages show of the audit.</summary>
    public AuditDesk Audits => new(services, migrator);

    /// <summary>The moments of a run so far, as its audit says them.</summary>
    public Task<RunMarks> MarksAsync(string run, CancellationToken cancellation) => _marks.ReadAsync(run, cancellation);

    /// <summary>Where a run stands and what holds it, without its plan, its notes and its commits.</summary>
    public async Task<Outcome<ReviewSheet>> LookAsync(string run, Caller caller, CancellationToken cancellation)
    {
        var found = await BaseAsync(run, caller, cancellation);
        return found.TryGet(out var sheet) && sheet.IsOpen ? Outcome.Of(sheet with { Waits = await WaitsAsync(sheet, cancellation) }) : found;
    }

    /// <summary>Everything about a run that is looked at before a decision.</summary>
    public async Task<Outcome<ReviewSheet>> ReadAsync(string run, Caller caller, CancellationToken cancellation)
    {
        var found = await BaseAsync(run, caller, cancellation);
        if (!found.TryGet(out var sheet) || sheet.Run.Plan is null)
        {
            return found;
        }

        var plan = await migrator.GetPlanAsync(sheet.Run.Id, cancellation);
        return plan.TryGet(out var index) ? Outcome.Of(await WithPlanAsync(sheet, index, cancellation)) : plan.As<ReviewSheet>();
    }

    private async Task<Outcome<ReviewSheet>> BaseAsync(string run, Caller caller, CancellationToken cancellation)
    {
        var found = await migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details))
        {
            return found.As<ReviewSheet>();
        }

        var rules = details.Run.RulesFrom is null ? null : await Rules.OfAsync(services.Store.Blobs, details.Run, cancellation);
        var persons = new Persons(rules?.People);
        var person = persons.ByKey(caller.Name);
        return Outcome.Of(new ReviewSheet(details, null, [], [], [], person, Standing(details, caller), EnvironmentDesk.TimesOf(rules?.Policy))
        {
            BreaksGlass = person is not null && rules?.Policy.BreakGlass is { } glass && persons.Roles(person).Contains(glass.Role) && !details.Run.Excluded.Contains(person),
        });
    }

    /// <summary>What a token points at, for the one who looks; a link that opens nothing any more is refused with its own code.</summary>
    public async Task<Outcome<ReviewLink>> OpenAsync(string token, Caller caller, CancellationToken cancellation)
    {
        if (await _links.FindAsync(token, cancellation) is not { } link)
        {
            return ReviewCodes.UnknownLink.Fail<ReviewLink>("The address holds no link of this server, or not the whole of one.");
        }

        var found = await migrator.GetAsync(link.Run, cancellation);
        return !found.TryGet(out var details) ? found.As<ReviewLink>()
            : await WhyNotAsync(link, details.Run, caller, cancellation) is { } why ? Outcome.Fail<ReviewLink>(why)
            : link.UsedAt is { } used ? Used<ReviewLink>(link, used)
            : Outcome.Of(link);
    }

    /// <summary>The run that a token was sent about, whatever has become of the link; null for what is no token of this store.</summary>
    public async Task<string?> RunOfAsync(string token, CancellationToken cancellation) => (await _links.FindAsync(token, cancellation))?.Run;

    /// <summary>
    /// Decides. The policy is asked as for every decision; the same decision again answers the one that stands. A link is used up by a decision that was taken, and by no
    /// other; number 0 is the answer to the second of two requests at once.
    /// </summary>
    public async Task<Outcome<RunCommand>> DecideAsync(string run, ReviewDecision decision, Caller caller, CancellationToken cancellation)
    {
        var found = await migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details))
        {
            return found.As<RunCommand>();
        }

        var link = decision.Token is { } token ? await _links.FindAsync(token, cancellation) : null;
        if (await WhyNotAsync(details, run, decision, link, caller, cancellation) is { } why)
        {
            return Outcome.Fail<RunCommand>(why);
        }

        if (Standing(details, caller) is { } standing && standing.Kind == decision.Kind)
        {
            return Outcome.Of(standing);
        }

        if (link?.UsedAt is not null)
        {
            return Again(link, decision, caller);
        }

        // Once the link is used the decision is taken to its end, whether or not anybody still waits for the answer.
        var now = services.Time.GetUtcNow();
        if (decision.Token is { } linked && !await _links.UseAsync(linked, now, caller.Name, decision.Kind, cancellation))
        {
            return Again(await _links.FindAsync(linked, cancellation) ?? link!, decision, caller);
        }

        return await CommandAsync(details.Run.Id, decision, caller, now);
    }

    // The second half of a double click is answered as the first one, which is being stored; whoever else comes too late is told so.
    private Outcome<RunCommand> Again(ReviewLink link, ReviewDecision decision, Caller caller)
    {
        var used = link.UsedAt ?? services.Time.GetUtcNow();
        return link.UsedBy == caller.Name && link.UsedFor == decision.Kind
            ? Outcome.Of(new RunCommand(0, decision.Kind, caller.Name, used, decision.Plan))
            : Used<RunCommand>(link, used);
    }

    private async Task<Outcome<RunCommand>> CommandAsync(string run, ReviewDecision decision, Caller caller, DateTimeOffset now)
    {
        var reason = string.IsNullOrWhiteSpace(decision.Reason) ? null : decision.Reason.Trim();
        var stored = await migrator.CommandAsync(run, new CommandRequest(decision.Kind, decision.Plan, reason), caller, CancellationToken.None);
        if (!stored.Succeeded && decision.Token is { } token)
        {
            await _links.ReleaseAsync(token, now, CancellationToken.None);
        }

        return stored;
    }

    private async Task<Finding?> WhyNotAsync(RunDetails details, string run, ReviewDecision decision, ReviewLink? link, Caller caller, CancellationToken cancellation)
    {
        if (decision.Kind is not (CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw))
        {
            return ReviewCodes.NoDecision.Finding("A page takes approve, reject and withdraw.");
        }

        if (details.Run.Id != run || (link is not null && link.Run != run))
        {
            return ReviewCodes.OtherRun.Finding(link is null ? $"'{run}' is not the whole id of a run." : "The form was sent to another run than its link points at.", remedy: WayOn(details.Run));
        }

        if (decision.Token is not null && link is null)
        {
            return ReviewCodes.UnknownLink.Finding("The form holds no link of this server.", remedy: WayOn(details.Run));
        }

        if (link is not null && await WhyNotAsync(link, details.Run, caller, cancellation) is { } why)
        {
            return why;
        }

        if (details.Run.Plan?.Digest.Hex != decision.Plan)
        {
            return ReviewCodes.OldPage.Finding($"The plan of run {details.Run.Id} is {details.Run.Plan?.Digest.Short ?? "not made yet"} now.", remedy: WayOn(details.Run));
        }

        return decision.Kind is CommandKind.Reject && string.IsNullOrWhiteSpace(decision.Reason) ? RunCodes.NoReason.Finding("A plan is refused for a reason, or not at all.") : null;
    }

    // Whose a link is comes first: what has become of it is nobody else's business.
    private async Task<Finding?> WhyNotAsync(ReviewLink link, RunRecord run, Caller caller, CancellationToken cancellation)
    {
        if (link.Person is { } person && person != await PersonAsync(run, caller, cancellation))
        {
            return ReviewCodes.OtherPerson.Finding($"{caller.Name} is not the one whom the link was sent to.", remedy: WayOn(run));
        }

        if (link.ExpiresAt <= services.Time.GetUtcNow())
        {
            return ReviewCodes.ExpiredLink.Finding($"The link was good until {new ReviewTimes().Text(link.ExpiresAt)}.", remedy: WayOn(run));
        }

        return run.Plan?.Digest != link.Plan
            ? ReviewCodes.OlderPlan.Finding($"The link is for plan {link.Plan.Short}; the plan of run {run.Id} is {run.Plan?.Digest.Short ?? "not made yet"} now.", remedy: WayOn(run))
            : null;
    }

    private async Task<string?> PersonAsync(RunRecord run, Caller caller, CancellationToken cancellation) =>
        run.RulesFrom is null ? null : new Persons((await Rules.OfAsync(services.Store.Blobs, run, cancellation)).People).ByKey(caller.Name);

    private static RunCommand? Standing(RunDetails details, Caller caller) => details.Commands.LastOrDefault(command =>
        command.By == caller.Name && command.Kind is CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw
        && details.Run.Plan is { } plan && (command.Plan is null || plan.Digest.Hex.StartsWith(command.Plan, StringComparison.OrdinalIgnoreCase)));

    private static Outcome<T> Used<T>(ReviewLink link, DateTimeOffset used) =>
        ReviewCodes.UsedLink.Fail<T>($"The link was used {(link.UsedBy is { } by ? $"by {by} " : "")}on {new ReviewTimes().Text(used)}.", remedy: WayOn(link.Run));

    private static string WayOn(RunRecord run) => WayOn(run.Id);

    private static string WayOn(string run) => $"Open /runs/{run}/review.";

    private async Task<ReviewSheet> WithPlanAsync(ReviewSheet sheet, PlanIndex plan, CancellationToken cancellation)
    {
        var run = sheet.Run;
        var repository = await _metadata.OfAsync(run, cancellation);
        var rollout = run.Reverts is null ? repository.Environments[run.Environment].Rollout : new RolloutDefinition();
        return sheet with
        {
            Plan = plan,
            Waits = sheet.IsOpen ? await WaitsAsync(sheet, cancellation) : null,
            Notes = [.. repository.Changes.Where(note => plan.Notes.Contains(note.Name))],
            Waves = Waves.Spread(rollout, await _metadata.BindingsAsync(run, cancellation), [.. plan.Targets.Select(target => (target, ""))]),
            Commits = await CommitsAsync(run, cancellation),
        };
    }

    private async Task<PolicyExplanation?> WaitsAsync(ReviewSheet sheet, CancellationToken cancellation) =>
        (await migrator.ExplainAsync(new ExplainRequest(Run: sheet.Run.Id), cancellation)).TryGet(out var explained) ? explained : null;

    private async Task<IReadOnlyList<CommitInfo>> CommitsAsync(RunRecord run, CancellationToken cancellation)
    {
        var good = await new EnvironmentRecords(services.Store.Records).GoodAsync(run.Environment, cancellation);
        var range = await services.Git.RangeAsync(run.Repository, good?.Commit, run.Commit, MostCommits, cancellation);
        return range.TryGet(out var commits) ? commits : [];
    }
}
