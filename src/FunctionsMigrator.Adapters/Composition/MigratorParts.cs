using System.Security.Cryptography;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Git.Signatures;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Adapters.Targets;
using FunctionsMigrator.Adapters.Targets.Files;
using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Composition;

/// <summary>The adapters of a host, composed by hand for one metadata repository: nothing is looked up and nothing is found by reflection. Every host composes these.</summary>
public sealed class MigratorParts
{
    private readonly TimeProvider _time;

    /// <param name="places">The host's folders.</param>
    /// <param name="secrets">Resolves secrets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="spill">Temporary space; that of the system when there is no store.</param>
    /// <param name="git">How remote repositories are reached.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public MigratorParts(MigratorPlaces places, ISecretSource secrets, TimeProvider time, ISpillSpace? spill = null, GitSourceOptions? git = null, AzureIdentities? identities = null)
    {
        _time = time;
        Secrets = secrets;
        var types = AdapterCatalogue.TargetTypes(places.Base ?? places.Mirrors, time, secrets, identities: identities);
        if (places.Base is null)
        {
            types = [.. types.Select(type => type is FilesTargetType or SqliteTargetType ? new NoFolderTargetType(type) : type)];
        }

        TargetTypes = types.ToDictionary(type => type.Name, StringComparer.Ordinal);
        Git = new LibGit2Source(places.Mirrors, git, time);
        Metadata = new MetadataReader(types, time: time);
        Desired = new DesiredState(spill ?? new TempSpillSpace(Path.GetTempPath()), new DesiredStateOptions { YamlRows = YamlRows.Read });
        Numbers = AdapterCatalogue.NumberSources(secrets, identities);
    }

    /// <summary>Resolves secrets.</summary>
    public ISecretSource Secrets { get; }

    /// <summary>Reads commits.</summary>
    public IGitSource Git { get; }

    /// <summary>Reads metadata.</summary>
    public IMetadataReader Metadata { get; }

    /// <summary>Expands metadata.</summary>
    public IDesiredState Desired { get; }

    /// <summary>The types of analyses that ask a service.</summary>
    public IReadOnlyList<INumberSource> Numbers { get; }

    /// <summary>All target types, by name.</summary>
    public IReadOnlyDictionary<string, ITargetType> TargetTypes { get; }

    /// <summary>All that the operations need, over an opened store.</summary>
    /// <param name="store">The store; who opened it disposes of it.</param>
    /// <param name="git">Reads the commits of runs, where that is not <see cref="Git"/>.</param>
    public MigratorServices Over(IStore store, IGitSource? git = null) => new()
    {
        Store = store,
        Git = git ?? Git,
        CommitVerifier = new CommitVerifier(),
        Metadata = Metadata,
        Desired = Desired,
        TargetTypes = TargetTypes,
        Numbers = Numbers,
        Random = RandomNumberGenerator.GetBytes,
        Time = _time,
    };
}
