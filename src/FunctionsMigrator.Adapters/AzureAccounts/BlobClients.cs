using Azure.Storage.Blobs;

namespace FunctionsMigrator.Adapters.AzureAccounts;

/// <summary>Options of clients of blobs.</summary>
internal static class BlobClients
{
    // Emulators know the service versions of their own time.
    private const BlobClientOptions.ServiceVersion EmulatorVersion = BlobClientOptions.ServiceVersion.V2026_06_06;

    /// <summary>For an account in Azure.</summary>
    public static BlobClientOptions ForAzure(int tries = 3) => AzureTransport.Configure(new BlobClientOptions(), tries);

    /// <summary>For an emulator on this machine.</summary>
    public static BlobClientOptions ForEmulator(int tries = 3) => AzureTransport.Configure(new BlobClientOptions(EmulatorVersion), tries);
}
