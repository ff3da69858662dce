using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Finds the receivers of a notice by the rules that decide its run: a change cannot name other ones, nor none.</summary>
internal sealed class NoticeAudience(MigratorServices services, RunMetadata metadata)
{
    private readonly EnvironmentRecords _environments = new(services.Store.Records);

    /// <summary>The receivers, and whether these are all of them: where the commit cannot be read now, its authors are missing.</summary>
    public async Task<(IReadOnlyList<NoticeReceiver> Receivers, bool All)> OfAsync(Notice notice, RunRecord run, CancellationToken cancellation)
    {
        if (await RulesAsync(run, cancellation) is not { } rules)
        {
            return ([], true);
        }

        if (rules.Policy.Notify.Email is null || notice.Kind.Asks())
        {
            return (NoticeReceivers.Of(notice, run, rules, await NeededAsync(run, rules, cancellation), commit: null), true);
        }

        var commit = await services.Git.ResolveAsync(run.Repository, run.Commit, cancellation);
        return (NoticeReceivers.Of(notice, run, rules, [], commit.TryGet(out var found) ? found : null), commit.Succeeded);
    }

    // Who may fill a slot of the open stage now, as the run's own review counts it: also in somebody's name, and those who are asked when nobody decides.
    private async Task<IEnumerable<string>> NeededAsync(RunRecord run, Rules rules, CancellationToken cancellation)
    {
        if (run.Plan is not { } plan)
        {
            return [];
        }

        var commands = await new CommandLog(services.Store.Records).ReadAsync(run.Id, 0, cancellation);
        var delegations = await new Delegations(services.Store.Records).ListAsync(cancellation);
        var assessed = RunAssessment.Of(run, rules.Policy, rules.People, plan.Digest, commands, delegations, services.Time.GetUtcNow());
        return assessed.Needed.Where(slot => slot.Asked).SelectMany(slot => slot.People);
    }

    // A run whose commit could not be used never noted its rules; they are those of the last good run all the same. Before the first good run nobody has said who is told.
    private async Task<Rules?> RulesAsync(RunRecord run, CancellationToken cancellation)
    {
        var blobs = services.Store.Blobs;
        if (run.RulesFrom is not null)
        {
            return await Rules.OfAsync(blobs, run, cancellation);
        }

        if (await _environments.GoodAsync(run.Environment, cancellation) is not { } good)
        {
            return null;
        }

        var environments = (await metadata.OfAsync(good.Bundle, good.Policy, cancellation)).Environments;
        return await Rules.OfAsync(blobs, good.Policy, environments.GetValueOrDefault(run.Environment)?.Policy, cancellation);
    }
}
