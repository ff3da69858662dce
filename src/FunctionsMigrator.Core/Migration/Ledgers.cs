using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>Moves the targets' ledgers: forward behind a verified apply, back behind a verified undo.</summary>
internal sealed class Ledgers(IBlobStore blobs, IRecordStore records, EnvironmentRecords environments, TimeProvider time)
{
    // The step before a run's first write has found no drift that nobody decided.
    private static readonly IReadOnlyDictionary<string, Digest?> NoDrift = new Dictionary<string, Digest?>();

    private readonly StructureBase _structures = new(blobs);

    /// <summary>Name of a ledger without a line: what a target had before its first contact.</summary>
    private static readonly string Empty = $"ledger/{Digest.Of("")}";

    /// <summary>The plan was applied and verified: its ledger is the target's, and the structure that its scripts left is what should be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="work">The target, open for reading; null where nothing was written.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task AdvanceAsync(RunRecord run, TargetPlan plan, TargetWork? work, CancellationToken cancellation)
    {
        var former = await environments.LedgerAsync(plan.Address, cancellation);
        if (former?.Run == run.Id)
        {
            return;
        }

        await records.TryCreateAsync(
            RunPartitions.FormerLedgers(run.Id), plan.Address.ToString(), former ?? new LedgerPointer(Empty, "", null, null, time.GetUtcNow()), cancellation);
        var next = new LedgerPointer(plan.Ledger!, run.Id, run.Bundle, run.Commit, time.GetUtcNow())
        {
            Structure = work is not null && plan.Counts.Run > 0 ? await _structures.TakeAsync(work.Target, work.Slices, former?.Structure, NoDrift, cancellation) : former?.Structure,
        };
        if (!await environments.MoveLedgerAsync(plan.Address, former?.Blob, next, cancellation))
        {
            throw new InvalidOperationException($"The ledger of {plan.Address} moved while {run.Id} held the environment.");
        }
    }

    /// <summary>The run took its own changes back: the ledger is what it was before, and so is the structure.</summary>
    public async Task RetreatAsync(RunRecord run, TargetWork work, CancellationToken cancellation)
    {
        var plan = work.Plan;
        var present = await environments.LedgerAsync(plan.Address, cancellation);
        if (present is null)
        {
            return;
        }

        if (present.Run != run.Id)
        {
            await environments.MoveLedgerAsync(plan.Address, present.Blob, await RenewedAsync(present, work, NoDrift, cancellation), cancellation);
            return;
        }

        var former = (await records.GetAsync(RunPartitions.FormerLedgers(run.Id), plan.Address.ToString(), cancellation))!.Read<LedgerPointer>();
        await EnsureEmptyAsync(former.Blob, cancellation);
        await environments.MoveLedgerAsync(plan.Address, present.Blob, await RenewedAsync(former, work, NoDrift, cancellation), cancellation);
    }

    /// <summary>The run took another run's changes back: their items are what they were before that run; all others stay.</summary>
    public async Task RevertAsync(RunRecord run, TargetWork work, CancellationToken cancellation)
    {
        var plan = work.Plan;
        var present = await environments.LedgerAsync(plan.Address, cancellation);
        if (present is null || present.Run == run.Id)
        {
            return;
        }

        var former = (await records.GetAsync(RunPartitions.FormerLedgers(run.Reverts!), plan.Address.ToString(), cancellation))?.Read<LedgerPointer>();
        var target = former ?? present;
        await EnsureEmptyAsync(target.Blob, cancellation);
        if (present.Run != run.Reverts)
        {
            target = target with { Blob = await MergeAsync(present.Blob, target.Blob, plan, cancellation) };
        }

        // Taking back asks nobody whether anything drifted, so what did stays drift.
        var open = await new DriftedItems(records).OpenThingsAsync(plan.Address, cancellation);
        var next = await RenewedAsync(target with { Run = run.Id, At = time.GetUtcNow(), Structure = present.Structure }, work, open, cancellation);
        await environments.MoveLedgerAsync(plan.Address, present.Blob, next, cancellation);
    }

    private async Task<LedgerPointer> RenewedAsync(LedgerPointer pointer, TargetWork work, IReadOnlyDictionary<string, Digest?> open, CancellationToken cancellation) =>
        pointer with { Structure = await _structures.RenewAsync(work.Target, work.Slices, pointer.Structure, open, cancellation) };

    // A later run changed other items: only the items of this plan go back to the former ledger's lines.
    private async Task<string> MergeAsync(string present, string former, TargetPlan plan, CancellationToken cancellation)
    {
        var taken = new HashSet<ItemRef>();
        await foreach (var change in blobs.ReadLinesAsync<Change>(BlobArea.Plans, plan.Lines!, cancellation))
        {
            taken.Add(change.Item);
        }

        var blob = $"ledger/{Digest.Of($"{present}\n{former}\n{plan.Digest}")}";
        await blobs.TryCreateLinesAsync(BlobArea.Plans, blob, MergedAsync(Entries(present, false), Entries(former, true), cancellation), cancellation);
        return blob;

        IAsyncEnumerable<LedgerEntry> Entries(string ledger, bool ours) =>
            blobs.ReadLinesAsync<LedgerEntry>(BlobArea.Plans, ledger, cancellation).Where(entry => taken.Contains(entry.Item) == ours);
    }

    // Both are in the order of their items, as ledgers are, and so is what comes out.
    private static async IAsyncEnumerable<LedgerEntry> MergedAsync(
        IAsyncEnumerable<LedgerEntry> one, IAsyncEnumerable<LedgerEntry> other, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var left = one.GetAsyncEnumerator(cancellation);
        await using var right = other.GetAsyncEnumerator(cancellation);
        var (hasLeft, hasRight) = (await left.MoveNextAsync(), await right.MoveNextAsync());
        while (hasLeft || hasRight)
        {
            if (!hasRight || (hasLeft && left.Current.Item.CompareTo(right.Current.Item) < 0))
            {
                yield return left.Current;
                hasLeft = await left.MoveNextAsync();
            }
            else
            {
                yield return right.Current;
                hasRight = await right.MoveNextAsync();
            }
        }
    }

    private Task EnsureEmptyAsync(string blob, CancellationToken cancellation) => blob == Empty
        ? blobs.TryCreateLinesAsync(BlobArea.Plans, Empty, AsyncEnumerable.Empty<LedgerEntry>(), cancellation)
        : Task.CompletedTask;
}
