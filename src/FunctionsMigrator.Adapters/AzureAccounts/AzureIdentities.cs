using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.AzureAccounts;

/// <summary>Who the product is to Azure. One credential a client id, made once: each keeps its tokens until they run out.</summary>
/// <param name="options">Which identities there are.</param>
public sealed class AzureIdentities(AzureIdentityOptions options)
{
    private readonly ConcurrentDictionary<string, TokenCredential> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the surroundings of a person or a pipeline provide.</summary>
    public static AzureIdentities OfSurroundings { get; } = new(new AzureIdentityOptions());

    /// <summary>The host's own identity, or a named one.</summary>
    internal TokenCredential Of(string? clientId) => _made.GetOrAdd(clientId ?? options.ClientId ?? "", id => Make(id.Length == 0 ? null : id));

    /// <summary>The client id with which a target is opened; null: the machine's own identity.</summary>
    /// <param name="access">What is done there.</param>
    /// <param name="clientId">The identity that the target names.</param>
    /// <param name="planClientId">The one that it names for reading alone.</param>
    internal string? ClientIdFor(TargetAccess access, string? clientId, string? planClientId) => access is TargetAccess.Plan
        ? planClientId ?? clientId ?? options.PlanClientId ?? options.ClientId
        : clientId ?? options.ApplyClientId ?? options.ClientId;

    /// <summary>The identity with which a target is opened.</summary>
    internal TokenCredential For(TargetAccess access, string? clientId, string? planClientId) => Of(ClientIdFor(access, clientId, planClientId));

    // Nothing that opens a window, and nothing that an editor left behind.
    private TokenCredential Make(string? clientId)
    {
        if (options.ManagedOnly)
        {
            return new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
        }

        var surroundings = new DefaultAzureCredentialOptions
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
            surroundings.ManagedIdentityClientId = clientId;
            surroundings.WorkloadIdentityClientId = clientId;
        }

        return new DefaultAzureCredential(surroundings);
    }
}
