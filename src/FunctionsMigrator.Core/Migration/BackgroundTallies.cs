using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// The tallies of a run's background analyses, which one step at a time counts on: they last from wave to wave, so they stand in the store and not in a history. A verdict ends them;
/// who measures after it, because a person let the run go on, begins anew.
/// </summary>
internal sealed class BackgroundTallies(IRecordStore records)
{
    private const string Verdict = "verdict";
    private const string TallyPrefix = "tally/";
    private const string WorkPrefix = "work/";

    /// <summary>The tally of every analysis in every region, where a step begins; those that are new are due after their initial delay.</summary>
    /// <param name="run">The run.</param>
    /// <param name="key">Key of the step.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="regions">The regions that the run has changed, or is changing.</param>
    /// <param name="now">The time of the step.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Tally>> ReadAsync(
        string run, string key, EnvironmentDocument environment, IReadOnlyList<string> regions, DateTimeOffset now, CancellationToken cancellation)
    {
        var known = await KnownAsync(run, cancellation);
        if (await records.GetAsync(RunPartitions.Watches(run), Verdict, cancellation) is { } decided && decided.Read<DecidedWatch>().Key != key)
        {
            foreach (var old in known.Values.Append(decided))
            {
                await records.TryDeleteAsync(old.Partition, old.Key, old.ETag, cancellation);
            }

            known = [];
        }

        return
        [
            .. (environment.Rollout.Background ?? []).Distinct().SelectMany(name => regions.Select(region => known.TryGetValue(TallyKey(name, region), out var stored)
                ? stored.Read<Tally>()
                : new Tally(name, region, Next: now + environment.Analyses[name].InitialDelay))),
        ];
    }

    /// <summary>Keeps the tallies, and the verdict when there is one.</summary>
    public async Task SaveAsync(string run, string key, string? mark, IReadOnlyList<Tally> before, IReadOnlyList<Tally> after, AnalysisVerdict verdict, CancellationToken cancellation)
    {
        var known = await KnownAsync(run, cancellation);
        foreach (var (_, tally) in before.Zip(after).Where(pair => pair.First != pair.Second || !known.ContainsKey(TallyKey(pair.First.Analysis, pair.First.Region))))
        {
            var name = TallyKey(tally.Analysis, tally.Region);
            await records.SetAsync<Tally>(RunPartitions.Watches(run), name, _ => tally, cancellation);
        }

        if (verdict is AnalysisVerdict.Fail or AnalysisVerdict.Inconclusive)
        {
            await records.SetAsync<DecidedWatch>(RunPartitions.Watches(run), Verdict, _ => new DecidedWatch(key, verdict, mark), cancellation);
        }
    }

    /// <summary>Says that the work that is watched is over.</summary>
    public Task EndAsync(string run, string mark, CancellationToken cancellation) => records.TryCreateAsync(RunPartitions.Watches(run), WorkPrefix + mark, new EndedWork(mark), cancellation);

    /// <summary>Whether the work that is watched is over.</summary>
    public async Task<bool> IsOverAsync(string run, string mark, CancellationToken cancellation) => await records.GetAsync(RunPartitions.Watches(run), WorkPrefix + mark, cancellation) is not null;

    /// <summary>Whether a verdict stops what is written under this mark.</summary>
    public async Task<bool> IsDecidedAsync(string run, string mark, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.Watches(run), Verdict, cancellation))?.Read<DecidedWatch>().Mark == mark;

    private static string TallyKey(string analysis, string region) => $"{TallyPrefix}{analysis}/{region}";

    private async Task<Dictionary<string, StoredRecord>> KnownAsync(string run, CancellationToken cancellation)
    {
        var known = new Dictionary<string, StoredRecord>(StringComparer.Ordinal);
        await foreach (var stored in records.ListAsync(RunPartitions.Watches(run), TallyPrefix, cancellation))
        {
            known[stored.Key] = stored;
        }

        return known;
    }

    private sealed record DecidedWatch(string Key, AnalysisVerdict Verdict, string? Mark);

    private sealed record EndedWork(string Mark);
}
