using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>Reference data of one target, brought there by the product's own plan, apply and undo, with a ledger that moves as a run moves it.</summary>
/// <param name="binding">The target.</param>
/// <param name="owner">The store that owns it.</param>
public sealed class RowsRepository(TargetBinding binding, string owner)
{
    private readonly InMemoryStore _store = new();
    private readonly DesiredState _desired = new(new InMemorySpillSpace());
    private readonly Dictionary<string, (ReferenceDataDocument Document, string Csv)> _resources = new(StringComparer.Ordinal);
    private int _runs;

    /// <summary>The ledger's blob; null until something was applied.</summary>
    public string? Ledger { get; private set; }

    /// <summary>Says what git wants of a table. A resource that is said again replaces the former one.</summary>
    public RowsRepository With(string table, IReadOnlyList<string> key, string csv, bool prune = true, ConflictRule conflicts = ConflictRule.Fail)
    {
        var document = new ReferenceDataDocument
        {
            Name = table,
            Target = binding.Address.Target,
            Table = table,
            Key = key,
            File = $"{table}.csv",
            Prune = prune,
            Conflicts = conflicts,
            Place = new Place("metadata/rows.yaml", 1, 1),
        };
        _resources[table] = (document, csv);
        return this;
    }

    /// <summary>Plans against what the target holds.</summary>
    public async Task<(TargetPlan Plan, IReadOnlyList<Change> Changes)> PlanAsync(ITarget target, CancellationToken cancellation)
    {
        var repository = Repository();
        var slices = (await _desired.SlicesAsync(repository, binding, cancellation)).Value;
        var request = new PlanRequest(repository, Digest.Of("bundle"), target, slices, Ledger, new Dictionary<string, string>(), new HashSet<string>());
        var plan = await new TargetPlanner(_desired, _store.Blobs, _store.Spill, new ValueMask(new byte[32])).PlanAsync(request, cancellation);
        return (plan, await PlanLines.Of(_store.Blobs, plan, cancellation).ToListAsync(cancellation));
    }

    /// <summary>Applies a plan, which must succeed, checks what is there, and moves the ledger.</summary>
    public async Task<TargetWork> ApplyAsync(ITarget target, TargetPlan plan, CancellationToken cancellation)
    {
        Assert.True(plan.Blocked is null, string.Join(Environment.NewLine, plan.Findings));
        var repository = Repository();
        var slices = (await _desired.SlicesAsync(repository, binding, cancellation)).Value;
        var run = $"run-{++_runs}";
        var journal = new BlobJournal(_store.Blobs, new SnapshotCipher(_store.Keys.Snapshots, size => new byte[size]), run, binding.Address, plan.Digest);
        var work = new TargetWork(repository, plan, slices, target, journal, new ClaimRequest(owner, run));
        var captured = (await Capture.TakeAsync(work, Lines(plan, cancellation), cancellation)).Value;
        Assert.Empty(captured.Moved);
        await journal.SaveCaptureAsync(captured, cancellation);
        var applied = await new TargetApplier(_desired).ApplyAsync(work, Lines(plan, cancellation), 0, int.MaxValue - 1, StopSignals.None, cancellation);
        Assert.True(applied.Succeeded, string.Join(Environment.NewLine, applied.Findings));
        Assert.Empty(await TargetVerifier.MismatchesAsync(work, Lines(plan, cancellation), Direction.Apply, cancellation));
        Ledger = plan.Ledger;
        return work;
    }

    /// <summary>Takes back what was applied, and checks that the target holds exactly what it held before.</summary>
    public async Task UndoAsync(TargetWork work, CancellationToken cancellation)
    {
        var undone = await new TargetUndoer(_desired).UndoAsync(work, 0, int.MaxValue - 1, StopSignals.None, cancellation);
        Assert.True(undone.Succeeded, string.Join(Environment.NewLine, undone.Findings));
        Assert.Empty(undone.Value.NotRestored);
        var after = (await work.Target.FingerprintAsync(await Capture.ScopeAsync(work, cancellation), cancellation)).Value;
        Assert.Equal((await work.Journal.ReadCaptureAsync(cancellation))!.Before, after);
        Ledger = work.Plan.BaseLedger;
    }

    private IAsyncEnumerable<Change> Lines(TargetPlan plan, CancellationToken cancellation) => PlanLines.Of(_store.Blobs, plan, cancellation);

    private MetadataRepository Repository() => new()
    {
        Repository = new RepositoryDocument { Name = "rows" },
        Environments = new Dictionary<string, EnvironmentDocument> { [binding.Address.Environment] = new() { Name = binding.Address.Environment, Regions = [], Targets = new Dictionary<string, TargetDefinition>() } },
        Policies = new Dictionary<string, PolicyDocument>(),
        Resources = [.. _resources.Values.Select(resource => resource.Document)],
        Changes = [],
        Manifest = [],
        Tree = new MemoryTree(_resources.Select(resource => ($"metadata/{resource.Key}.csv", resource.Value.Csv))),
    };
}
