using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Checking;

/// <summary>Everything that can be said about a repository without touching a target.</summary>
internal sealed class RepositoryCheck(LocalParts parts)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<Finding> _known = [];

    /// <summary>
    /// Reads the files, their checksums, every environment (or the one named), its target definitions, and the items and scripts of every resource once per
    /// environment. Answers the repository where it can be read, and all findings in any case.
    /// </summary>
    public async Task<(MetadataRepository? Repository, IReadOnlyList<Finding> Findings)> RunAsync(ISourceTree tree, string? environment, CancellationToken cancellation)
    {
        var read = await parts.Metadata.ReadAsync(tree, cancellation);
        Add(read.Findings);
        if (!read.TryGet(out var repository))
        {
            return (null, _findings);
        }

        Add(await ChecksumsLock.CheckAsync(repository, cancellation));
        foreach (var name in environment is null ? repository.Environments.Keys : [environment])
        {
            await CheckAsync(repository, name, cancellation);
        }

        return (repository, _findings);
    }

    private async Task CheckAsync(MetadataRepository repository, string environment, CancellationToken cancellation)
    {
        var bound = await parts.Desired.BindAsync(repository, environment, cancellation);
        Add(bound.Findings);
        var checkedResources = new HashSet<string>(StringComparer.Ordinal);
        foreach (var binding in bound.Succeeded ? bound.Value : [])
        {
            if (parts.TargetTypes.TryGetValue(binding.Type, out var type))
            {
                Add(type.Check(binding));
            }

            var slices = await parts.Desired.SlicesAsync(repository, binding, cancellation);
            Add(slices.Findings);
            foreach (var slice in (slices.Succeeded ? slices.Value : []).Where(slice => checkedResources.Add(slice.Resource)))
            {
                await ReadAsync(repository, binding, slice, cancellation);
            }
        }
    }

    private async Task ReadAsync(MetadataRepository repository, TargetBinding binding, ResourceSlice slice, CancellationToken cancellation)
    {
        if (slice.Kind == ResourceKind.SqlMigrations)
        {
            Add((await parts.Desired.ReadScriptsAsync(repository, binding, slice, cancellation)).Findings);
            return;
        }

        await foreach (var item in parts.Desired.ReadAsync(repository, binding, slice, shape: null, cancellation))
        {
            Add(item.Findings);
        }
    }

    // The same file is read for many targets; what is wrong with it is said once.
    private void Add(IReadOnlyList<Finding> findings) => _findings.AddRange(findings.Where(_known.Add));
}
