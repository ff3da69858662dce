using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Evidence;

namespace FunctionsMigrator.Adapters.Heads;

/// <summary>Opens second places.</summary>
public static class HeadPlaces
{
    private const string EmulatorAccount = "devstoreaccount1";

    /// <summary>Opens what a setting names. Nothing is spoken to yet.</summary>
    /// <param name="place">What the setting names.</param>
    /// <param name="repository">Address or folder of the metadata repository, where tags go.</param>
    /// <param name="cacheFolder">A private folder of this host.</param>
    /// <param name="git">How the repository is reached.</param>
    /// <param name="identities">Who the host is to Azure.</param>
    public static IHeadPublisher Open(HeadPlace place, string repository, string cacheFolder, GitSourceOptions? git = null, AzureIdentities? identities = null) => place.Kind switch
    {
        HeadPlaceKind.Git => new GitTagHeadPublisher(repository, place.Value, cacheFolder, git),
        HeadPlaceKind.Folder => new FolderHeadPublisher(place.Value),
        _ when new Uri(place.Value) is { IsLoopback: true } emulator && emulator.Segments[1].TrimEnd('/') == EmulatorAccount =>
            BlobHeadPublisher.OfEmulator("UseDevelopmentStorage=true", emulator.Segments[2]),
        _ => BlobHeadPublisher.OfContainer(new Uri(place.Value), identities ?? AzureIdentities.OfSurroundings),
    };
}
