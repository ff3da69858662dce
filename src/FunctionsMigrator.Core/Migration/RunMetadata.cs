using System.Collections.Concurrent;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Migration;

/// <summary>The metadata of runs, read from the stored bundle and kept for the next step. What is kept is only a cache: the bundle never changes.</summary>
public sealed class RunMetadata(MigratorServices services)
{
    private const int Kept = 8;
    private readonly ConcurrentDictionary<(Digest Bundle, Digest Policy), MetadataRepository> _read = [];
    private readonly ConcurrentDictionary<(Digest Bundle, Digest Policy, string Environment), IReadOnlyList<TargetBinding>> _bound = [];

    /// <summary>The metadata of a run that has a bundle.</summary>
    public Task<MetadataRepository> OfAsync(RunRecord run, CancellationToken cancellation) =>
        OfAsync(run.Bundle!.Value, run.Policy!.Value, cancellation);

    /// <summary>The metadata of a stored bundle, with policy and people of the second digest.</summary>
    public async Task<MetadataRepository> OfAsync(Digest bundle, Digest policy, CancellationToken cancellation)
    {
        if (_read.TryGetValue((bundle, policy), out var known))
        {
            return known;
        }

        var tree = await new BundleStore(services.Store.Blobs).OpenAsync(bundle, policy, cancellation);
        var files = tree.TryGet(out var stored) ? stored : throw new StoreException(tree.Findings[0]);
        var repository = (await services.Metadata.ReadAsync(files, cancellation)).Value;
        if (_read.Count >= Kept)
        {
            _read.Clear();
            _bound.Clear();
        }

        _read[(bundle, policy)] = repository;
        return repository;
    }

    /// <summary>The run's targets, in the order of the environment's file.</summary>
    public async Task<IReadOnlyList<TargetBinding>> BindingsAsync(RunRecord run, CancellationToken cancellation)
    {
        var key = (run.Bundle!.Value, run.Policy!.Value, run.Environment);
        var repository = await OfAsync(run, cancellation);
        return _bound.TryGetValue(key, out var known)
            ? known
            : _bound[key] = (await services.Desired.BindAsync(repository, run.Environment, cancellation)).Value;
    }

    /// <summary>One of the run's targets with its slices.</summary>
    public async Task<(MetadataRepository Repository, TargetBinding Binding, Outcome<IReadOnlyList<ResourceSlice>> Slices)> TargetAsync(
        RunRecord run, TargetAddress address, CancellationToken cancellation)
    {
        var repository = await OfAsync(run, cancellation);
        var binding = (await BindingsAsync(run, cancellation)).First(candidate => candidate.Address == address);
        return (repository, binding, await services.Desired.SlicesAsync(repository, binding, cancellation));
    }
}
