using FunctionsMigrator.Adapters.AzureAccounts;

namespace FunctionsMigrator.Adapters.Stores.Azure;

/// <summary>Where a store in an Azure storage account is. Secrets are resolved by who opens it.</summary>
/// <param name="Blobs">The account's blob endpoint; null with a connection string.</param>
/// <param name="Tables">The account's table endpoint; null with a connection string.</param>
/// <param name="Connection">The connection string of an emulator on this machine.</param>
/// <param name="Keys">The store's keys: 64 bytes in base64, the first half for sensitive values, the second for before-images.</param>
/// <param name="ClientId">Client id of a user-assigned managed identity; null for what the surroundings provide.</param>
/// <param name="Prefix">What its containers and its table begin with: lower-case letters and digits, beginning with a letter. Several stores can share an account.</param>
public sealed record AzureStoreSettings(Uri? Blobs, Uri? Tables, string? Connection, string Keys, string? ClientId = null, string Prefix = "fm")
{
    /// <summary>The blob endpoint of the account that keeps the audit; null: the same account.</summary>
    public Uri? Audit { get; init; }

    /// <summary>Who the host is to Azure. Default: what the surroundings provide.</summary>
    public AzureIdentities Identities { get; init; } = AzureIdentities.OfSurroundings;

    /// <summary>Says nothing of keys and connection.</summary>
    public override string ToString() => $"{Prefix} at {Blobs?.Authority ?? "an emulator"}";
}
