using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>Tells people at once when their decision about a run would not count, by the same count that the run makes later.</summary>
internal sealed class DecisionCheck(MigratorServices services, CommandLog commands)
{
    /// <summary>Why it would not count; null when it would, and for commands that are no decision about a plan.</summary>
    public async Task<Finding?> WhyNotAsync(RunRecord run, CommandRequest request, Caller caller, CancellationToken cancellation)
    {
        if (request.Kind is not (CommandKind.Approve or CommandKind.Reject or CommandKind.Withdraw) || run.Plan is not { } plan || run.RulesFrom is null)
        {
            return null;
        }

        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var given = await commands.ReadAsync(run.Id, 0, cancellation);
        var now = services.Time.GetUtcNow();
        var next = new RunCommand(int.MaxValue, request.Kind, caller.Name, now, request.Plan, request.Reason);
        var facts = new ApprovalFacts(run, rules.Policy, rules.People, new StartTimes(rules.Policy), plan.Digest, now);
        if (Approvals.Count(facts, [.. given, next]).Ignored.TryGetValue(next.Number, out var why))
        {
            return PolicyCodes.DoesNotCount.Finding($"{Noun(request.Kind)} {caller.Name} does not count: {why}.", remedy: Remedy(run));
        }

        return request.Kind is CommandKind.Withdraw && new Persons(rules.People).ByKey(caller.Name) is var person && (person is null || !Approvals.Count(facts, given).By.Contains(person))
            ? PolicyCodes.DoesNotCount.Finding($"{caller.Name} has not approved plan {plan.Digest.Short}, so there is nothing to withdraw.")
            : null;
    }

    private static string Noun(CommandKind kind) => kind is CommandKind.Approve ? "The approval of" : "The refusal of";

    private static string? Remedy(RunRecord run) => run.StillNeeded.Count == 0 ? null : $"Still needed: {string.Join(", ", run.StillNeeded)}.";
}
