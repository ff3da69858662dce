using System.Globalization;
using System.Security.Cryptography;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Bench;

/// <summary>
/// Ours, with everything that a run does between the commit and the last audit record: checksums, bundle, plan, before-images and fingerprint, claim, intents, writes, receipts,
/// reading back, ledger, audit.
/// </summary>
/// <param name="folder">A repository; its store is <c>.fm</c>.</param>
internal sealed class OurRun(string folder)
{
    private readonly List<(string Name, TimeSpan Time)> _phases = [];
    private long _begun = TimeProvider.System.GetTimestamp();

    /// <summary>Where the time went.</summary>
    public string Phases => string.Join(", ", _phases.Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.Name} {phase.Time.TotalSeconds:0.000}")));

    /// <summary>Writes a repository of one target <c>db</c>; what it holds comes below <c>metadata</c>.</summary>
    public static async Task WriteRepositoryAsync(string folder, string target)
    {
        foreach (var below in (string[])["environments", "policies", "metadata"])
        {
            Directory.CreateDirectory(Path.Combine(folder, below));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "migrator.yaml"), "kind: Repository\nname: rows\nformat: 1\nbranches: { main: [production] }\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "people.yaml"), "kind: People\nname: people\npeople: { ada: { git: [ada@example.com], roles: [release-manager] } }\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "policies", "production.yaml"), "kind: Policy\nname: production\n");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "environments", "production.yaml"),
            $"kind: Environment\nname: production\npolicy: production\nregions: [ {{ name: west }} ]\ntargets: {{ db: {target} }}\nrollout: {{ waves: [ {{ percent: 100 }} ] }}\n");
    }

    /// <summary>Brings the target to what git wants; answers how many changes were written.</summary>
    /// <param name="run">Name of the run.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<int> ApplyAsync(string run, CancellationToken cancellation)
    {
        await using var place = await BenchPlace.OpenAsync(folder, cancellation, Mark);
        var (store, services) = place;
        var tree = WorkTreeSource.Open(folder, new SourceLimits(FileBytes: 1L << 30), cancellation).Value;
        Mark("tree");
        var repository = (await services.Metadata.ReadAsync(tree, cancellation)).Value;
        Mark("metadata");
        var bundle = await new BundleStore(store.Blobs).SaveAsync(repository, cancellation);
        Mark("bundle");
        var index = Right(await new PlanPreview(services).MakeAsync(tree, commit: null, "production", cancellation));
        var plan = index.Targets[0];
        if (index.Blocked())
        {
            throw new InvalidOperationException(string.Join('\n', plan.Findings.Take(5)));
        }

        await store.Blobs.TryCreateJsonAsync(BlobArea.Plans, $"plans/{run}", index, cancellation);
        Mark("plan");
        var audit = new AuditLog(store.Blobs, store.Records, TimeProvider.System);
        await AuditAsync(audit, run, plan, AuditEvents.Received, cancellation);
        await AuditAsync(audit, run, plan, AuditEvents.WaveStarted, cancellation);
        if (plan.Counts.Writes == 0 && plan.Counts.Total == 0)
        {
            await AuditAsync(audit, run, plan, AuditEvents.Finished, cancellation);
            Right(await audit.SealAsync("production", run, "fm", cancellation));
            Mark("audit");
            return 0;
        }

        var binding = Right(await services.Desired.BindAsync(repository, "production", cancellation))[0];
        var slices = Right(await services.Desired.SlicesAsync(repository, binding, cancellation));
        Mark("audit");
        await using (var target = Right(await services.TargetTypes[binding.Type].OpenAsync(binding, TargetAccess.Apply, cancellation)))
        {
            var journal = new BlobJournal(store.Blobs, new SnapshotCipher(store.Keys.Snapshots, RandomNumberGenerator.GetBytes), run, plan.Address, plan.Digest);
            var work = new TargetWork(repository, plan, slices, target, journal, new ClaimRequest(store.Id, run));
            var captured = Right(await Capture.TakeAsync(work, PlanLines.Of(store.Blobs, plan, cancellation), cancellation));
            await journal.SaveCaptureAsync(captured, cancellation);
            Mark("snapshot");
            Right(await new TargetApplier(services.Desired).ApplyAsync(work, PlanLines.Of(store.Blobs, plan, cancellation), 0, int.MaxValue - 1, StopSignals.None, cancellation));
            Mark("apply");
            if ((await TargetVerifier.MismatchesAsync(work, PlanLines.Of(store.Blobs, plan, cancellation), Direction.Apply, cancellation)).Count > 0)
            {
                throw new InvalidOperationException("What was written is not what is there.");
            }
        }

        Mark("verify");
        var environments = new EnvironmentRecords(store.Records);
        await environments.MoveLedgerAsync(plan.Address, plan.BaseLedger, new LedgerPointer(plan.Ledger!, run, bundle.Bundle, null, TimeProvider.System.GetUtcNow()), cancellation);
        await AuditAsync(audit, run, plan, AuditEvents.TargetApplied, cancellation);
        await AuditAsync(audit, run, plan, AuditEvents.WaveApplied, cancellation);
        Right(await audit.SealAsync("production", run, "fm", cancellation));
        Mark("ledger, audit");
        return plan.Counts.Writes;
    }

    private static async Task AuditAsync(AuditLog audit, string run, TargetPlan plan, string name, CancellationToken cancellation) => Right(await audit.AppendAsync(
        run, [new AuditEntry(name, name, TimeProvider.System.GetUtcNow(), "fm") { PlanDigest = plan.Digest, Target = plan.Address }], cancellation));

    private static T Right<T>(Outcome<T> outcome) => outcome.Succeeded ? outcome.Value : throw new InvalidOperationException(string.Join('\n', outcome.Findings.Take(5)));

    private void Mark(string name)
    {
        _phases.Add((name, TimeProvider.System.GetElapsedTime(_begun)));
        _begun = TimeProvider.System.GetTimestamp();
    }
}
