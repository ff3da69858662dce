using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Tests.Bundles;

/// <summary>Repositories of which only the files matter.</summary>
internal static class Repositories
{
    /// <summary>A repository whose manifest names the files, of the kind that stands before the path: <c>settings:metadata/a.yaml</c>.</summary>
    public static async Task<MetadataRepository> OfAsync(ISourceTree tree, params string[] kindsAndPaths)
    {
        List<ManifestEntry> manifest = [];
        foreach (var (kind, path) in kindsAndPaths.Select(text => text.Split(':')).Select(parts => (parts[0], parts[1])))
        {
            manifest.Add(new ManifestEntry(path, kind, await CanonicalText.DigestAsync(await tree.OpenAsync(path, default), default)));
        }

        return new MetadataRepository
        {
            Repository = new RepositoryDocument { Name = "shop" },
            Environments = new Dictionary<string, EnvironmentDocument>(),
            Policies = new Dictionary<string, PolicyDocument>(),
            Resources = [],
            Changes = [],
            Manifest = manifest,
            Tree = tree,
        };
    }
}
