using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Checking;

/// <summary>Everything that can be said about a repository without touching a target.</summary>
internal sealed class RepositoryCheck(LocalParts parts)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<Finding> _known = [];
    private readonly Dictionary<Finding, Severity> _lint = [];
    private ISourceTree? _since;

    /// <summary>
    /// Reads the files, their checksums, every environment (or the one named), its target definitions, and the items and scripts of every resource once per
    /// environment. Answers the repository where it can be read, and all findings in any case.
    /// </summary>
    /// <param name="tree">The files.</param>
    /// <param name="environment">The only environment to look at; null: all.</param>
    /// <param name="since">Scripts that are the same in this tree are not linted; null: all are.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(MetadataRepository? Repository, IReadOnlyList<Finding> Findings)> RunAsync(
        ISourceTree tree, string? environment, ISourceTree? since, CancellationToken cancellation)
    {
        _since = since;
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

        // A script is the same for every environment, and each has its own policy: the strictest counts.
        return (repository, [.. _findings, .. _lint.Select(entry => entry.Key with { Severity = entry.Value })]);
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
            var scripts = await parts.Desired.ReadScriptsAsync(repository, binding, slice, cancellation);
            Add(scripts.Findings);
            if (scripts.TryGet(out var set))
            {
                await LintAsync(repository, binding, set, cancellation);
            }

            return;
        }

        await foreach (var item in parts.Desired.ReadAsync(repository, binding, slice, shape: null, cancellation))
        {
            Add(item.Findings);
        }
    }

    private async Task LintAsync(MetadataRepository repository, TargetBinding binding, ScriptSet set, CancellationToken cancellation)
    {
        var policy = repository.Environments[binding.Address.Environment].Policy is { } name ? repository.Policies.GetValueOrDefault(name) : null;
        var scripts = new List<SqlScript>();
        foreach (var script in set.Scripts)
        {
            if (!await SameAsync(repository.Tree, script.Place.File, cancellation))
            {
                scripts.Add(script);
            }
        }

        var found = Linter.Look(scripts, SqlDialects.Of(binding.Type));
        foreach (var finding in policy is null ? found : new LintLevels(policy.Lint).Apply(found))
        {
            var same = finding with { Severity = Severity.Info };
            _lint[same] = _lint.TryGetValue(same, out var before) && before > finding.Severity ? before : finding.Severity;
        }
    }

    private async Task<bool> SameAsync(ISourceTree tree, string path, CancellationToken cancellation) =>
        _since is not null && await DigestAsync(_since, path, cancellation) is { } before && before == await DigestAsync(tree, path, cancellation);

    private static async Task<Digest?> DigestAsync(ISourceTree tree, string path, CancellationToken cancellation)
    {
        if (!tree.Files.Any(file => file.Path == path))
        {
            return null;
        }

        await using var file = await tree.OpenAsync(path, cancellation);
        return await CanonicalText.DigestAsync(file, cancellation);
    }

    // The same file is read for many targets; what is wrong with it is said once.
    private void Add(IReadOnlyList<Finding> findings) => _findings.AddRange(findings.Where(_known.Add));
}
