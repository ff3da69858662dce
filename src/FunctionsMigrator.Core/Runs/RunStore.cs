using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Telemetry;

namespace FunctionsMigrator.Core.Runs;

/// <summary>The records of runs. Updates are conditional and repeated until they win, so two writers never lose each other's word.</summary>
public sealed class RunStore(IRecordStore records, TimeProvider time, FmTelemetry? telemetry = null)
{
    /// <summary>The run, or <c>RUN001</c> with the ids that are nearest to what was asked for.</summary>
    public async Task<Outcome<RunRecord>> GetAsync(string run, CancellationToken cancellation)
    {
        if (await records.GetAsync(RunPartitions.Runs, run, cancellation) is { } found)
        {
            return Outcome.Of(found.Read<RunRecord>());
        }

        var near = new List<string>();
        await foreach (var other in records.ListAsync(RunPartitions.Runs, "", cancellation))
        {
            if (other.Key.Contains(run, StringComparison.OrdinalIgnoreCase))
            {
                near.Add(other.Key);
            }
        }

        return near.Count == 1
            ? await GetAsync(near[0], cancellation)
            : RunCodes.Unknown.Fail<RunRecord>(near.Count == 0 ? $"There is no run '{run}'." : $"'{run}' may be any of {string.Join(", ", near.TakeLast(5))}.");
    }

    /// <summary>The run, which exists.</summary>
    public async Task<RunRecord> RequireAsync(string run, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.Runs, run, cancellation))?.Read<RunRecord>() ?? throw new InvalidOperationException($"Run {run} has no record.");

    /// <summary>Stores a new run; false when the id is taken.</summary>
    public async Task<bool> TryCreateAsync(RunRecord run, CancellationToken cancellation)
    {
        await new CommitRuns(records).NoteAsync(run, cancellation);
        await RunHistory.NoteAsync(records, run, cancellation);
        if (await records.TryCreateAsync(RunPartitions.Runs, run.Id, run, cancellation) is null)
        {
            // It has a record, and may be over.
            if ((await RequireAsync(run.Id, cancellation)).State.IsFinal())
            {
                await RunHistory.EndAsync(records, run.Id, cancellation);
            }

            return false;
        }

        telemetry?.Received(run);
        return true;
    }

    /// <summary>Changes the record; <paramref name="change"/> answers null to leave it as it is. Answers what stands afterwards.</summary>
    public async Task<RunRecord> UpdateAsync(string run, Func<RunRecord, RunRecord?> change, CancellationToken cancellation)
    {
        while (true)
        {
            var stored = await records.GetAsync(RunPartitions.Runs, run, cancellation) ?? throw new InvalidOperationException($"Run {run} has no record.");
            var current = stored.Read<RunRecord>();
            if (change(current) is not { } next)
            {
                return current;
            }

            var now = time.GetUtcNow();
            next = next.State == current.State
                ? next with { UpdatedAt = now, Since = current.Since, Turn = current.Turn }
                : next with { UpdatedAt = now, Since = now, Turn = current.Turn + 1 };
            if (await records.TryReplaceAsync(RunPartitions.Runs, run, next, stored.ETag, cancellation) is not null)
            {
                if (next.State.IsFinal() && !current.State.IsFinal())
                {
                    await RunHistory.EndAsync(records, run, cancellation);
                }

                telemetry?.Changed(current, next);
                return next;
            }
        }
    }

    /// <summary>All runs, newest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(string? environment, CancellationToken cancellation)
    {
        var runs = new List<RunRecord>();
        await foreach (var stored in records.ListAsync(RunPartitions.Runs, environment is null ? "" : environment + "-", cancellation))
        {
            var run = stored.Read<RunRecord>();
            if (environment is null || run.Environment == environment)
            {
                runs.Add(run);
            }
        }

        runs.Sort(RunHistory.NewestFirst);
        return runs;
    }
}
