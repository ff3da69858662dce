using FunctionsMigrator.Adapters.Composition;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>The adapters of this machine, composed for one metadata repository. Nothing is looked up and nothing is found by reflection.</summary>
internal sealed class LocalParts
{
    private readonly MigratorParts _parts;

    /// <param name="folder">The repository.</param>
    /// <param name="time">The clock.</param>
    /// <param name="spill">Temporary space; that of the system when there is no store.</param>
    /// <param name="variable">Reads environment variables; the process's own by default.</param>
    public LocalParts(RepositoryFolder folder, TimeProvider time, ISpillSpace? spill = null, Func<string, string?>? variable = null)
    {
        Folder = folder;
        _parts = new MigratorParts(new MigratorPlaces(folder.Path, Path.Combine(folder.Store, "git")), SecretsOf(folder, variable), time, spill);
    }

    /// <summary>The repository.</summary>
    public RepositoryFolder Folder { get; }

    /// <summary>Resolves secrets.</summary>
    public ISecretSource Secrets => _parts.Secrets;

    /// <summary>Reads commits.</summary>
    public IGitSource Git => _parts.Git;

    /// <summary>Reads metadata.</summary>
    public IMetadataReader Metadata => _parts.Metadata;

    /// <summary>Expands metadata.</summary>
    public IDesiredState Desired => _parts.Desired;

    /// <summary>All target types, by name.</summary>
    public IReadOnlyDictionary<string, ITargetType> TargetTypes => _parts.TargetTypes;

    /// <summary>All that the operations need, over an opened store. A store that machines share holds runs of other clones than this one.</summary>
    public MigratorServices Over(IStore store) => _parts.Over(store, store is LocalStore ? Git : new OwnCloneSource(Git, Folder.Path));

    /// <summary>Where the secrets of a repository come from on this machine.</summary>
    public static ISecretSource SecretsOf(RepositoryFolder folder, Func<string, string?>? variable) => new SecretSources(folder.Path, variable);

    /// <summary>The metadata of the work tree as it is now.</summary>
    public async Task<Outcome<MetadataRepository>> ReadWorkTreeAsync(CancellationToken cancellation)
    {
        var tree = await OpenTreeAsync(revision: null, cancellation);
        return tree.TryGet(out var files) ? await Metadata.ReadAsync(files, cancellation) : tree.As<MetadataRepository>();
    }

    /// <summary>The files of a commit, or of the work tree as it is now.</summary>
    public async Task<Outcome<ISourceTree>> OpenTreeAsync(string? revision, CancellationToken cancellation)
    {
        if (revision is null)
        {
            return WorkTreeSource.Open(Folder.Path, new SourceLimits(), cancellation);
        }

        var commit = await Git.ResolveAsync(Folder.Path, revision, cancellation);
        return commit.TryGet(out var found) ? await Git.OpenTreeAsync(Folder.Path, found.Sha, new SourceLimits(), cancellation) : commit.As<ISourceTree>();
    }
}
