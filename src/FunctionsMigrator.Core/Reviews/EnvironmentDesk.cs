using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What pages show of environments. Looking changes nothing, and reads no target.</summary>
/// <param name="services">The outside.</param>
/// <param name="migrator">The operations.</param>
/// <param name="metadata">The metadata of runs.</param>
public sealed class EnvironmentDesk(MigratorServices services, IMigrator migrator, RunMetadata metadata)
{
    /// <summary>Targets of one page.</summary>
    public const int PageSize = 100;

    private const int MostRecent = 20;
    private const int MostDrifted = 100;
    private const int MostLooked = 200;
    private const string Utc = "UTC";
    private readonly EnvironmentRecords _records = new(services.Store.Records);
    private readonly RunHistory _history = new(services.Store.Records, services.Time);

    /// <summary>All environments that runs or the repository of the newest run name: in the order of promotion, then by name.</summary>
    public async Task<IReadOnlyList<EnvironmentSheet>> ListAsync(CancellationToken cancellation)
    {
        var repository = await NewestAsync(cancellation);
        var drift = await migrator.ListDriftAsync(cancellation).ToDictionaryAsync(record => record.Environment, StringComparer.Ordinal, cancellation);
        var locks = await migrator.ListLocksAsync(cancellation).ToDictionaryAsync(held => held.Environment, StringComparer.Ordinal, cancellation);
        var open = (await _history.OpenAsync(null, null, cancellation)).ToLookup(run => run.Environment, StringComparer.Ordinal);
        var sheets = new List<EnvironmentSheet>();
        foreach (var name in await NamesAsync(repository, cancellation))
        {
            sheets.Add(await SheetAsync(name, [.. open[name]], repository, drift.GetValueOrDefault(name), locks.GetValueOrDefault(name), cancellation));
        }

        return sheets;
    }

    /// <summary>The names alone, in the same order.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation) => await NamesAsync(await NewestAsync(cancellation), cancellation);

    /// <summary>One environment with a page of its targets, from 1; <c>RUN002</c> for one that nothing names.</summary>
    public async Task<Outcome<EnvironmentPage>> ReadAsync(string environment, int page, CancellationToken cancellation)
    {
        var newest = await NewestAsync(cancellation);
        var names = await NamesAsync(newest, cancellation);
        if (!names.Contains(environment))
        {
            return RunCodes.UnknownEnvironment.Fail<EnvironmentPage>($"There is no environment '{environment}'{(names.Count == 0 ? "" : $"; there are {string.Join(", ", names)}")}.");
        }

        var drift = await migrator.ListDriftAsync(cancellation).FirstOrDefaultAsync(record => record.Environment == environment, cancellation);
        var held = await migrator.ListLocksAsync(cancellation).FirstOrDefaultAsync(view => view.Environment == environment, cancellation);
        var sheet = await SheetAsync(environment, await _history.OpenAsync(environment, null, cancellation), newest, drift, held, cancellation);
        var shown = new EnvironmentPage(sheet, [], 0, null, await DriftedAsync(environment, cancellation))
        {
            Next = Next(newest, environment),
            Queue = RunQueue.Of(environment, [.. sheet.Open.Concat(sheet.Recent).DistinctBy(run => run.Id)], held?.Run),
        };
        if (sheet.Good is not { } good || await OfAsync(good.Bundle, good.Policy, cancellation) is not { } repository
            || !repository.Environments.TryGetValue(environment, out var document)
            || !(await services.Desired.BindAsync(repository, environment, cancellation)).TryGet(out var bindings))
        {
            return Outcome.Of(shown);
        }

        var targets = new List<EnvironmentTarget>();
        foreach (var binding in bindings.Skip((Math.Max(1, page) - 1) * PageSize).Take(PageSize))
        {
            targets.Add(new EnvironmentTarget(binding.Address, binding.Type, binding.Ring, await _records.LedgerAsync(binding.Address, cancellation)));
        }

        return Outcome.Of(shown with { Targets = targets, Total = bindings.Count, Document = document });
    }

    /// <summary>The policy that decides the next run of an environment, with the people it knows: of the last good run, else of the newest one. Null where there is none to read.</summary>
    internal async Task<(string? Name, Rules Rules)?> RulesAsync(string environment, GoodRun? good, MetadataRepository? newest, CancellationToken cancellation)
    {
        var repository = good is null ? newest : await OfAsync(good.Bundle, good.Policy, cancellation);
        if (repository?.Environments.TryGetValue(environment, out var document) is not true)
        {
            return null;
        }

        return (document.Policy, good is null ? Rules.Of(repository, document.Policy) : await Rules.OfAsync(services.Store.Blobs, good.Policy, document.Policy, cancellation));
    }

    /// <summary>The metadata of the newest run that has any, among the newest ones.</summary>
    internal async Task<MetadataRepository?> NewestAsync(CancellationToken cancellation) =>
        await _history.ReadAsync(null, null, cancellation).Take(MostLooked).FirstOrDefaultAsync(run => run is { Bundle: not null, Policy: not null }, cancellation) is { } newest
            ? await OfAsync(newest.Bundle!.Value, newest.Policy!.Value, cancellation)
            : null;

    private async Task<IReadOnlyList<string>> NamesAsync(MetadataRepository? repository, CancellationToken cancellation) =>
    [
        .. (repository?.Repository.Branches.OrderBy(branch => branch.Key, StringComparer.Ordinal).SelectMany(branch => branch.Value) ?? [])
            .Concat((repository?.Environments.Keys ?? []).Concat(await _history.EnvironmentsAsync(cancellation)).Order(StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal),
    ];

    // What a policy says comes before the order of a branch, as for the promotion itself.
    private static List<string> Next(MetadataRepository? repository, string environment)
    {
        var next = new List<string>();
        foreach (var branch in repository?.Repository.Branches.OrderBy(branch => branch.Key, StringComparer.Ordinal).Select(branch => branch.Value) ?? [])
        {
            for (var i = 0; i < branch.Count; i++)
            {
                var from = repository!.Environments.GetValueOrDefault(branch[i])?.Policy is { } policy && repository.Policies.GetValueOrDefault(policy)?.Promotion is { } rule ? rule.From : i > 0 ? branch[i - 1] : null;
                if (from == environment && !next.Contains(branch[i]))
                {
                    next.Add(branch[i]);
                }
            }
        }

        return next;
    }

    // What was decided is shown beside what is to be decided; what is over is not.
    private async Task<IReadOnlyList<DriftedItem>> DriftedAsync(string environment, CancellationToken cancellation)
    {
        var open = await migrator.ListDriftedItemsAsync(new DriftFilter(environment), cancellation).Take(MostDrifted + 1).ToListAsync(cancellation);
        var kept = await migrator.ListDriftedItemsAsync(new DriftFilter(environment, All: true), cancellation).Where(item => item.Status is DriftStatus.Accepted).Take(MostDrifted + 1).ToListAsync(cancellation);
        return [.. open, .. kept];
    }

    private async Task<EnvironmentSheet> SheetAsync(
        string name, IReadOnlyList<RunRecord> open, MetadataRepository? newest, DriftRecord? drift, LockView? held, CancellationToken cancellation)
    {
        var good = await _records.GoodAsync(name, cancellation);
        var rules = await RulesAsync(name, good, newest, cancellation);
        var now = services.Time.GetUtcNow();
        var times = rules is { } known ? new StartTimes(known.Rules.Policy) : null;
        var start = times?.Earliest(now);
        return new EnvironmentSheet(
            name,
            good,
            open,
            await _history.ReadAsync(name, null, cancellation).Where(run => run.State.IsFinal()).Take(MostRecent).ToListAsync(cancellation),
            drift,
            held,
            [.. times?.Holds(now).Select(hold => new WaitReason(hold.Code, hold.Reason, new LocalInstant(hold.Until.ToUniversalTime(), hold.Zone))) ?? []],
            start is null ? new LocalInstant(now, Utc) : start.At is { } at ? new LocalInstant(at.ToUniversalTime(), start.Zone ?? Utc) : null,
            rules?.Name,
            TimesOf(rules?.Rules.Policy));
    }

    /// <summary>Times as the people of a policy read them: in the zone of its windows.</summary>
    internal static ReviewTimes TimesOf(PolicyDocument? policy) =>
        new(policy?.Windows.Select(window => window.Zone).Concat(policy.Freezes.Select(freeze => freeze.Zone)).FirstOrDefault());

    // A bundle that retention has taken, or that a newer program wrote, is no reason to show nothing.
    private async Task<MetadataRepository?> OfAsync(Digest bundle, Digest policy, CancellationToken cancellation)
    {
        try
        {
            return await metadata.OfAsync(bundle, policy, cancellation);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
