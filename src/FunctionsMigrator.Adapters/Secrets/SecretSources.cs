using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Secrets;

/// <summary>Every source of secrets; the definition says which one is asked.</summary>
/// <param name="baseFolder">What relative folders are relative to: the root of the metadata repository.</param>
/// <param name="variable">Reads an environment variable; null: the process's own.</param>
/// <param name="vault">Reads vaults; null: with the identity that the surroundings provide.</param>
public sealed class SecretSources(string baseFolder, Func<string, string?>? variable = null, KeyVaultSecretSource? vault = null) : ISecretSource
{
    private readonly LocalSecretSource _local = new(baseFolder, variable);
    private readonly KeyVaultSecretSource _vault = vault ?? new KeyVaultSecretSource();

    /// <inheritdoc/>
    public Task<Outcome<string>> GetAsync(SecretSourceDefinition? definition, string name, CancellationToken cancellation) =>
        definition?.Source == KeyVaultSecretSource.SourceName ? _vault.GetAsync(definition, name, cancellation) : _local.GetAsync(definition, name, cancellation);
}
