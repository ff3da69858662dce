using FunctionsMigrator.Adapters;
using FunctionsMigrator.Adapters.Analyses;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>The adapters of this machine, composed for one metadata repository. Nothing is looked up and nothing is found by reflection.</summary>
internal sealed class LocalParts
{
    /// <param name="folder">The repository.</param>
    /// <param name="time">The clock.</param>
    /// <param name="spill">Temporary space; that of the system when there is no store.</param>
    /// <param name="variable">Reads environment variables; the process's own by default.</param>
    public LocalParts(RepositoryFolder folder, TimeProvider time, ISpillSpace? spill = null, Func<string, string?>? variable = null)
    {
        Folder = folder;
        var types = AdapterCatalogue.TargetTypes(folder.Path, time, Secrets = SecretsOf(folder, variable));
        TargetTypes = types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        Git = new LibGit2Source(Path.Combine(folder.Store, "git"), time: time);
        Metadata = new MetadataReader(types);
        Desired = new DesiredState(spill ?? new TempSpillSpace(Path.GetTempPath()), new DesiredStateOptions { YamlRows = YamlRows.Read });
        Numbers = new HttpNumberSource();
    }

    /// <summary>The repository.</summary>
    public RepositoryFolder Folder { get; }

    /// <summary>Resolves secrets.</summary>
    public ISecretSource Secrets { get; }

    /// <summary>Reads commits.</summary>
    public IGitSource Git { get; }

    /// <summary>Reads metadata.</summary>
    public IMetadataReader Metadata { get; }

    /// <summary>Expands metadata.</summary>
    public IDesiredState Desired { get; }

    /// <summary>Takes measurements from URLs.</summary>
    public INumberSource Numbers { get; }

    /// <summary>All target types, by name.</summary>
    public IReadOnlyDictionary<string, ITargetType> TargetTypes { get; }

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
