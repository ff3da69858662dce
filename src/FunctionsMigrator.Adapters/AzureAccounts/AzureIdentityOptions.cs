namespace FunctionsMigrator.Adapters.AzureAccounts;

/// <summary>Which identities a host has in Azure.</summary>
public sealed record AzureIdentityOptions
{
    /// <summary>
    /// Whether the platform's managed identities are the only ones. Default false: on machines of people and pipelines, environment variables of a service principal, workload
    /// identity, managed identity and the Azure command line are tried in this order.
    /// </summary>
    public bool ManagedOnly { get; init; }

    /// <summary>Client id of the host's own user-assigned identity. Default: the machine's.</summary>
    public string? ClientId { get; init; }

    /// <summary>Client id of the identity that reads targets. Default: the host's own.</summary>
    public string? PlanClientId { get; init; }

    /// <summary>Client id of the identity that writes targets. Default: the host's own.</summary>
    public string? ApplyClientId { get; init; }
}
