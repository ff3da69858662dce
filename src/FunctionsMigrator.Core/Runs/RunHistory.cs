using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>
/// Reads runs newest first without reading all there ever were: a month at a time, from the end, as long as somebody asks for more. The id of a run begins with its environment and the
/// time of its start, so a month is what the ids of a partition begin with. Which environments have runs, and which runs are open, is noted when a run is made; a store that is older than
/// the notes gets them once, when it is first asked.
/// </summary>
/// <param name="records">The store.</param>
/// <param name="time">Where the newest month is.</param>
public sealed class RunHistory(IRecordStore records, TimeProvider time)
{
    private const string NotedKey = "runs-by-time";
    private const int LongestId = 200;
    private const string IdTime = "yyyyMMdd-HHmmss";

    /// <summary>Newest first; of one instant by id, the last first.</summary>
    public static IComparer<RunRecord> NewestFirst { get; } = Comparer<RunRecord>.Create(static (left, right) =>
        right.StartedAt.CompareTo(left.StartedAt) is var byTime and not 0 ? byTime : string.CompareOrdinal(right.Id, left.Id));

    /// <summary>Notes a run that is about to get its record.</summary>
    public static async Task NoteAsync(IRecordStore records, RunRecord run, CancellationToken cancellation)
    {
        await records.TryCreateAsync(RunPartitions.RunEnvironments, run.Environment, new Noted(run.Environment), cancellation);
        if (!run.State.IsFinal())
        {
            await records.TryCreateAsync(RunPartitions.OpenRuns, run.Id, new Noted(run.Id), cancellation);
        }
    }

    /// <summary>Strikes the note of a run that is final. A note that is left behind says nothing: the record does.</summary>
    public static async Task EndAsync(IRecordStore records, string run, CancellationToken cancellation)
    {
        if (await records.GetAsync(RunPartitions.OpenRuns, run, cancellation) is { } noted)
        {
            await records.TryDeleteAsync(RunPartitions.OpenRuns, run, noted.ETag, cancellation);
        }
    }

    /// <summary>The environments that have runs, by name.</summary>
    public async Task<IReadOnlyList<string>> EnvironmentsAsync(CancellationToken cancellation)
    {
        await CompleteAsync(cancellation);
        return await records.ListAsync(RunPartitions.RunEnvironments, "", cancellation).Select(stored => stored.Key).ToListAsync(cancellation);
    }

    /// <summary>The runs that are not final, newest first.</summary>
    /// <param name="environment">Only of this environment; null: of all.</param>
    /// <param name="after">Id of the run behind which the answer begins; null, or of no run: with the newest.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<RunRecord>> OpenAsync(string? environment, string? after, CancellationToken cancellation)
    {
        await CompleteAsync(cancellation);
        var place = await PlaceAsync(after, cancellation);
        var open = new List<RunRecord>();
        await foreach (var noted in records.ListAsync(RunPartitions.OpenRuns, environment is null ? "" : environment + "-", cancellation))
        {
            if (await records.GetAsync(RunPartitions.Runs, noted.Key, cancellation) is { } stored && stored.Read<RunRecord>() is { } run
                && !run.State.IsFinal() && (environment is null || run.Environment == environment) && IsBehind(run, place))
            {
                open.Add(run);
            }
        }

        open.Sort(NewestFirst);
        return open;
    }

    /// <summary>Runs, newest first. What stands behind a run does not move when newer ones are made.</summary>
    /// <param name="environment">Only of this environment; null: of all.</param>
    /// <param name="after">Id of the run behind which the answer begins; null, or of no run: with the newest.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<RunRecord> ReadAsync(string? environment, string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var place = await PlaceAsync(after, cancellation);
        await foreach (var run in WholeAsync(environment, place, cancellation))
        {
            if (IsBehind(run, place))
            {
                yield return run;
            }
        }
    }

    private async Task<RunRecord?> PlaceAsync(string? run, CancellationToken cancellation) =>
        run is not { Length: > 0 and <= LongestId } ? null : (await records.GetAsync(RunPartitions.Runs, run, cancellation))?.Read<RunRecord>();

    private static bool IsBehind(RunRecord run, RunRecord? place) => place is null || NewestFirst.Compare(run, place) > 0;

    private async IAsyncEnumerable<RunRecord> WholeAsync(string? environment, RunRecord? place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var oldest = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        foreach (var name in environment is null ? await EnvironmentsAsync(cancellation) : [environment])
        {
            switch (await OldestAsync(name, cancellation))
            {
                case { } first when TimeOf(first) is { } at:
                    oldest[name] = new DateTime(at.Year, at.Month, 1);
                    break;
                case not null:
                    // Ids of another form lie anywhere: then everything is read, as it stands.
                    foreach (var run in await new RunStore(records, time).ListAsync(environment, cancellation))
                    {
                        yield return run;
                    }

                    yield break;
            }
        }

        // A host whose clock is ahead may have started a run of tomorrow.
        var newest = (place?.StartedAt ?? time.GetUtcNow().AddDays(1)).UtcDateTime;
        for (var month = new DateTime(newest.Year, newest.Month, 1); oldest.Values.Any(first => first <= month); month = month.AddMonths(-1))
        {
            var names = oldest.Where(pair => pair.Value <= month).Select(pair => pair.Key).ToList();
            if (month.Month == 12 && !await AnyAsync(names, month.Year, cancellation))
            {
                month = new DateTime(month.Year, 1, 1);
                continue;
            }

            foreach (var run in await MonthAsync(names, month, cancellation))
            {
                yield return run;
            }
        }
    }

    private async Task<List<RunRecord>> MonthAsync(List<string> environments, DateTime month, CancellationToken cancellation)
    {
        var runs = new List<RunRecord>();
        foreach (var environment in environments)
        {
            await foreach (var stored in records.ListAsync(RunPartitions.Runs, string.Create(CultureInfo.InvariantCulture, $"{environment}-{month:yyyyMM}"), cancellation))
            {
                if (stored.Read<RunRecord>() is { } run && run.Environment == environment)
                {
                    runs.Add(run);
                }
            }
        }

        runs.Sort(NewestFirst);
        return runs;
    }

    // A year without any run is passed over at once.
    private async Task<bool> AnyAsync(List<string> environments, int year, CancellationToken cancellation)
    {
        foreach (var environment in environments)
        {
            await foreach (var _ in records.ListAsync(RunPartitions.Runs, string.Create(CultureInfo.InvariantCulture, $"{environment}-{year:D4}"), cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // Keys are in order, so the oldest run of an environment is the first; another environment's name may begin with this one's.
    private async Task<RunRecord?> OldestAsync(string environment, CancellationToken cancellation)
    {
        await foreach (var stored in records.ListAsync(RunPartitions.Runs, $"{environment}-", cancellation))
        {
            if (stored.Read<RunRecord>() is { } run && run.Environment == environment)
            {
                return run;
            }
        }

        return null;
    }

    private static DateTime? TimeOf(RunRecord run)
    {
        var rest = run.Id.AsSpan(Math.Min(run.Id.Length, run.Environment.Length + 1));
        return rest.Length >= IdTime.Length && DateTime.TryParseExact(rest[..IdTime.Length], IdTime, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
    }

    private async Task CompleteAsync(CancellationToken cancellation)
    {
        if (await records.GetAsync(RunPartitions.Hosts, NotedKey, cancellation) is not null)
        {
            return;
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in records.ListAsync(RunPartitions.Runs, "", cancellation))
        {
            if (stored.Read<RunRecord>() is { } run && (known.Add(run.Environment) || !run.State.IsFinal()))
            {
                await NoteAsync(records, run, cancellation);
            }
        }

        await records.TryCreateAsync(RunPartitions.Hosts, NotedKey, new Noted(NotedKey), cancellation);
    }

    private sealed record Noted(string Of);
}
