using Azure.Core;
using Azure.Identity;

namespace FunctionsMigrator.Adapters.AzureAccounts;

/// <summary>Who the product is to Azure.</summary>
internal static class AzureIdentity
{
    /// <summary>
    /// Tries in this order what the surroundings provide: environment variables of a service principal, workload identity, managed identity, the Azure command line.
    /// Nothing that opens a window, and nothing that an editor left behind.
    /// </summary>
    /// <param name="clientId">Client id of a user-assigned managed identity; null for the machine's own.</param>
    public static TokenCredential Of(string? clientId)
    {
        var options = new DefaultAzureCredentialOptions
        {
            ExcludeInteractiveBrowserCredential = true,
            ExcludeVisualStudioCredential = true,
            ExcludeVisualStudioCodeCredential = true,
            ExcludeAzurePowerShellCredential = true,
            ExcludeAzureDeveloperCliCredential = true,
            ExcludeBrokerCredential = true,
        };
        if (clientId is not null)
        {
            options.ManagedIdentityClientId = clientId;
            options.WorkloadIdentityClientId = clientId;
        }

        return new DefaultAzureCredential(options);
    }
}
