namespace FunctionsMigrator.Core.Audit;

/// <summary>Chains of the audit that are about no environment. Each change in them has an id of its own and is linked as a run is.</summary>
public static class AuditChains
{
    /// <summary>Who may sign commits, a change each. No environment can have this name.</summary>
    public const string Signers = Signatures.SignerRecords.Chain;

    /// <summary>Who decides in whose name, a delegation each.</summary>
    public const string Delegations = Operations.DelegationDesk.Chain;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Signers, Delegations];

    /// <summary>Whether a text names one of them.</summary>
    public static bool Has(string text) => All.Contains(text, StringComparer.Ordinal);
}
