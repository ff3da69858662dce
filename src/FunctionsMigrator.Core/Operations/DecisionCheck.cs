using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What is said of a decision before it is stored.</summary>
/// <param name="Person">Short name of who decides; null where People knows nobody.</param>
/// <param name="Plan">Digest of the plan that it is about.</param>
/// <param name="Same">The command by which the person has decided just this already.</param>
/// <param name="WhyNot">Why it would not count.</param>
internal sealed record CheckedDecision(string? Person, Digest? Plan, RunCommand? Same = null, Finding? WhyNot = null);

/// <summary>Tells people at once when their decision about a run would not count, by the same count that the run makes later.</summary>
internal sealed class DecisionCheck(MigratorServices services, CommandLog commands)
{
    /// <summary>Checks a decision; what is no decision about a plan passes.</summary>
    public async Task<CheckedDecision> CheckAsync(RunRecord run, CommandRequest request, Caller caller, CancellationToken cancellation)
    {
        if (!Decides(request.Kind) || run.Plan is not { } plan || run.RulesFrom is null)
        {
            return new CheckedDecision(null, run.Plan?.Digest, WhyNot: request.Kind is CommandKind.Override or CommandKind.BreakGlass
                ? RunCodes.NoPlan.Finding($"Run {run.Id} has no plan yet; it is {run.State}.")
                : null);
        }

        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var given = await commands.ReadAsync(run.Id, 0, cancellation);
        var delegations = await new Delegations(services.Store.Records).ListAsync(cancellation);
        var now = services.Time.GetUtcNow();
        var persons = new Persons(rules.People);
        var next = new RunCommand(int.MaxValue, request.Kind, caller.Name, now, request.Plan, request.Reason, request.Target);
        var before = RunAssessment.Of(run, rules.Policy, rules.People, plan.Digest, given, delegations, now);
        var after = RunAssessment.Of(run, rules.Policy, rules.People, plan.Digest, [.. given, next], delegations, now);
        var person = persons.ByKey(caller.Name);
        return new CheckedDecision(person, plan.Digest, Same(given, before, persons, person, next, plan.Digest), WhyNot(run, request, caller, person, before, after));
    }

    /// <summary>Whether the command is a decision that is signed and bound to a plan.</summary>
    public static bool Decides(CommandKind kind) => kind is CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw or CommandKind.Override or CommandKind.BreakGlass;

    private static Finding? WhyNot(RunRecord run, CommandRequest request, Caller caller, string? person, RunAssessment before, RunAssessment after)
    {
        if (request.Kind is CommandKind.Override or CommandKind.BreakGlass)
        {
            return after.Overrides.Ignored.TryGetValue(int.MaxValue, out var not) ? PolicyCodes.NoOverride.Finding($"The override by {caller.Name} does not count: {not}.") : null;
        }

        if (after.Approvals.Ignored.TryGetValue(int.MaxValue, out var why))
        {
            return PolicyCodes.DoesNotCount.Finding($"{Noun(request.Kind)} {caller.Name} does not count: {why}.", remedy: Remedy(run));
        }

        return request.Kind is CommandKind.Withdraw && (person is null || !before.Approvals.By.Contains(person))
            ? PolicyCodes.DoesNotCount.Finding($"{caller.Name} has not approved plan {after.Facts.Plan.Short}, so there is nothing to withdraw.")
            : null;
    }

    // A decision that counts already, and that the same person takes again: a double click, or an answer that was lost on its way.
    private static RunCommand? Same(IReadOnlyList<RunCommand> given, RunAssessment before, Persons persons, string? person, RunCommand next, Digest plan) =>
        person is not null
        && given.LastOrDefault(command => Decides(command.Kind) && persons.ByKey(command.By) == person && Overrides.What(command) == Overrides.What(next)) is { } last
        && last.Kind == next.Kind
        && (last.Plan is null ? next.Plan is null : Approvals.Names(last, plan))
        && !before.Approvals.Ignored.ContainsKey(last.Number)
        && !before.Overrides.Ignored.ContainsKey(last.Number)
            ? last
            : null;

    private static string Noun(CommandKind kind) => kind is CommandKind.Approve ? "The approval of" : "The refusal of";

    private static string? Remedy(RunRecord run) => run.StillNeeded.Count == 0 ? null : $"Still needed: {string.Join(", ", run.StillNeeded)}.";
}
