using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>
/// Finds the runs of commits, in whatever environment, without reading all runs there ever were. Every run is noted before it has a record. A store that is older than the notes gets
/// them once, when it is first asked.
/// </summary>
/// <param name="records">The store.</param>
public sealed class CommitRuns(IRecordStore records)
{
    private const string NotedKey = "runs-by-commit";

    // Beyond it one walk over all runs is less than a look for every commit.
    private const int MostLooks = 500;

    /// <summary>Notes a run that is about to get its record.</summary>
    public Task NoteAsync(RunRecord run, CancellationToken cancellation) =>
        records.TryCreateAsync(RunPartitions.RunsByCommit, Key(run), new Noted(run.Id), cancellation);

    /// <summary>The runs of any of the commits, in no order.</summary>
    public async Task<IReadOnlyList<RunRecord>> OfAsync(IReadOnlyCollection<string> commits, CancellationToken cancellation)
    {
        if (commits.Count > MostLooks)
        {
            return await AllAsync(commits.ToHashSet(StringComparer.Ordinal).Contains, cancellation);
        }

        if (commits.Count > 0 && await records.GetAsync(RunPartitions.Hosts, NotedKey, cancellation) is null)
        {
            foreach (var run in await AllAsync(_ => true, cancellation))
            {
                await NoteAsync(run, cancellation);
            }

            await records.TryCreateAsync(RunPartitions.Hosts, NotedKey, new Noted(NotedKey), cancellation);
        }

        var runs = new List<RunRecord>();
        foreach (var commit in commits)
        {
            await foreach (var noted in records.ListAsync(RunPartitions.RunsByCommit, $"{commit}/", cancellation))
            {
                if (await records.GetAsync(RunPartitions.Runs, noted.Read<Noted>().Run, cancellation) is { } stored)
                {
                    runs.Add(stored.Read<RunRecord>());
                }
            }
        }

        return runs;
    }

    private static string Key(RunRecord run) => $"{run.Commit}/{run.Id}";

    private async Task<List<RunRecord>> AllAsync(Func<string, bool> of, CancellationToken cancellation)
    {
        var runs = new List<RunRecord>();
        await foreach (var stored in records.ListAsync(RunPartitions.Runs, "", cancellation))
        {
            var run = stored.Read<RunRecord>();
            if (of(run.Commit))
            {
                runs.Add(run);
            }
        }

        return runs;
    }

    private sealed record Noted(string Run);
}
