using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Runs;

/// <summary>An environment's lock as it is stored.</summary>
/// <param name="Run">The run that holds it; null when it is free.</param>
/// <param name="Fence">Raised whenever the owner changes.</param>
/// <param name="Since">When the owner changed last.</param>
public sealed record LockRecord(string? Run, long Fence, DateTimeOffset Since);

/// <summary>
/// The lock of an environment: a record owned by a run from before its last plan to its last step, without a heartbeat, since a bake or a pause may last for days.
/// </summary>
public sealed class EnvironmentLock(IRecordStore records, TimeProvider time)
{
    private const string Partition = "locks";
    private const string Broken = "broken-locks";

    /// <summary>The run that holds the lock; null when it is free.</summary>
    public async Task<string?> OwnerAsync(string environment, CancellationToken cancellation) => (await FindAsync(environment, cancellation))?.Run;

    /// <summary>The lock while a run holds it; null when it is free.</summary>
    public async Task<LockRecord?> FindAsync(string environment, CancellationToken cancellation) =>
        (await records.GetAsync(Partition, environment, cancellation))?.Read<LockRecord>() is { Run: not null } held ? held : null;

    /// <summary>
    /// Takes the lock for a run. A run that holds it already keeps it; another owner is <c>RUN005</c>, with its name; a run whose lock was broken never gets it
    /// again, also when a step of it is executed a second time: <c>RUN006</c>.
    /// </summary>
    public Task<Outcome<LockRecord>> TakeAsync(string environment, string run, CancellationToken cancellation) =>
        ChangeAsync(
            environment,
            async held => held.Run == run
                ? Outcome.Of(held)
                : held.Run is not null
                    ? RunCodes.Locked.Fail<LockRecord>($"Run {held.Run} holds environment {environment} since {held.Since:u}.")
                    : await records.GetAsync(Broken, BrokenKey(environment, run), cancellation) is not null
                        ? RunCodes.LockLost.Fail<LockRecord>($"The lock of run {run} on environment {environment} was broken.")
                        : Outcome.Of(Next(held, run)),
            cancellation);

    /// <summary>Frees the lock if the run holds it.</summary>
    public Task<Outcome<LockRecord>> ReleaseAsync(string environment, string run, CancellationToken cancellation) =>
        ChangeAsync(environment, held => Task.FromResult(Outcome.Of(held.Run == run ? Next(held, null) : held)), cancellation);

    /// <summary>Frees the copy that an environment's plans are rehearsed on, if the run holds it; nothing happens where they are rehearsed on scratch.</summary>
    public Task ReleaseCopyAsync(EnvironmentDocument environment, string run, CancellationToken cancellation) =>
        environment.RehearseOn == EnvironmentDocument.Scratch ? Task.CompletedTask : ReleaseAsync(environment.RehearseOn, run, cancellation);

    /// <summary>Frees the lock whoever holds it, or only while its fence is the one given, and answers what it was; null when there was nothing to free.</summary>
    public async Task<LockRecord?> BreakAsync(string environment, CancellationToken cancellation, long? fence = null)
    {
        LockRecord? broken = null;
        await ChangeAsync(
            environment,
            async held =>
            {
                broken = held.Run is null || (fence is not null && held.Fence != fence) ? null : held;
                if (broken is null || held.Run is null)
                {
                    return Outcome.Of(held);
                }

                // Noted before the lock is free: whoever finds it free finds the note.
                await records.TryCreateAsync(Broken, BrokenKey(environment, held.Run), held.Fence, cancellation);
                return Outcome.Of(Next(held, null));
            },
            cancellation);
        return broken;
    }

    /// <summary>All locks that are held, by environment.</summary>
    public async IAsyncEnumerable<(string Environment, LockRecord Lock)> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in records.ListAsync(Partition, "", cancellation))
        {
            if (stored.Read<LockRecord>() is { Run: not null } held)
            {
                yield return (stored.Key, held);
            }
        }
    }

    private static string BrokenKey(string environment, string run) => $"{environment}/{run}";

    private LockRecord Next(LockRecord held, string? run) => new(run, held.Fence + 1, time.GetUtcNow());

    private async Task<Outcome<LockRecord>> ChangeAsync(string environment, Func<LockRecord, Task<Outcome<LockRecord>>> change, CancellationToken cancellation)
    {
        while (true)
        {
            var stored = await records.GetAsync(Partition, environment, cancellation);
            var held = stored?.Read<LockRecord>() ?? new LockRecord(null, 0, default);
            var changed = await change(held);
            if (!changed.TryGet(out var next) || next == held)
            {
                return changed;
            }

            var written = stored is null
                ? await records.TryCreateAsync(Partition, environment, next, cancellation)
                : await records.TryReplaceAsync(Partition, environment, next, stored.ETag, cancellation);
            if (written is not null)
            {
                return changed;
            }
        }
    }
}
