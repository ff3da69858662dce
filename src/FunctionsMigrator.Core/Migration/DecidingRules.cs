using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Which policy and people decide a run: those of the last good run of its environment, looked up again whenever its plan is made, so that none decides that is no longer in force.</summary>
internal sealed class DecidingRules(RunStore runs, RunMetadata metadata, EnvironmentRecords environments)
{
    /// <summary>The run with the rules that decide it now noted in its record. A run that takes another one back keeps those it was started with.</summary>
    public async Task<RunRecord> NoteAsync(RunRecord run, MetadataRepository repository, CancellationToken cancellation)
    {
        if (run.Reverts is not null || await environments.GoodAsync(run.Environment, cancellation) is not { } good)
        {
            return run;
        }

        var name = await NameAsync(good, run.Environment, cancellation);
        var changes = good.Policy != run.Policy || name != repository.Environments[run.Environment].Policy;
        return await runs.UpdateAsync(
            run.Id,
            record => record.RulesFrom == good.Policy && record.RulesPolicy == name && record.ChangesRules == changes
                ? null
                : record with { RulesFrom = good.Policy, RulesPolicy = name, ChangesRules = changes },
            cancellation);
    }

    /// <summary>Whether the rules in the run's record still are those that decide.</summary>
    public async Task<bool> StandAsync(RunRecord run, CancellationToken cancellation) =>
        run.Reverts is not null
        || await environments.GoodAsync(run.Environment, cancellation) is not { } good
        || (run.RulesFrom == good.Policy && run.RulesPolicy == await NameAsync(good, run.Environment, cancellation));

    // Which policy an environment names stands in the bundle, so it too is that of the last good run.
    private async Task<string?> NameAsync(GoodRun good, string environment, CancellationToken cancellation) =>
        (await metadata.OfAsync(good.Bundle, good.Policy, cancellation)).Environments[environment].Policy;
}
