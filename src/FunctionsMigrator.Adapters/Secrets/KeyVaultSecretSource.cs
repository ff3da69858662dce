using Azure.Security.KeyVault.Secrets;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Secrets;

/// <summary>
/// Secrets of an Azure Key Vault: <c>{ source: key-vault, vault: "https://shop-prod.vault.azure.net" }</c>. The newest enabled version is read each time it is asked for; nothing
/// is kept.
/// </summary>
public sealed class KeyVaultSecretSource : ISecretSource
{
    /// <summary>The name that definitions use.</summary>
    public const string SourceName = "key-vault";

    private readonly Func<Uri, SecretClient> _open;

    /// <summary>Signs in with the identity that the surroundings provide.</summary>
    public KeyVaultSecretSource()
        : this(vault => new SecretClient(vault, AzureIdentities.OfSurroundings.Of(null), AzureTransport.Configure(new SecretClientOptions())))
    {
    }

    /// <param name="open">Makes the client of a vault.</param>
    internal KeyVaultSecretSource(Func<Uri, SecretClient> open) => _open = open;

    /// <inheritdoc/>
    public async Task<Outcome<string>> GetAsync(SecretSourceDefinition? definition, string name, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(definition?.Vault, UriKind.Absolute, out var vault) || vault.Scheme != "https")
        {
            return Missing($"Secret '{name}' is in a key vault, and `secrets: vault` names none.", "Write `secrets: { source: key-vault, vault: \"https://NAME.vault.azure.net\" }`.");
        }

        if (name.Length is 0 or > 127 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
        {
            return Missing($"'{name}' is no name of a secret in {vault.Host}.", "Names there have 1 to 127 letters, digits and hyphens.");
        }

        try
        {
            var secret = await _open(vault).GetSecretAsync(name, cancellationToken: cancellation);
            return secret.Value.Value is { Length: > 0 } value ? Outcome.Of(value) : Missing($"Secret '{name}' in {vault.Host} is empty.", "Give it a value.");
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && AzureProblem.Of(exception) is { } problem)
        {
            return problem.Kind switch
            {
                AzureProblemKind.Unreachable when problem.Text.Contains("404", StringComparison.Ordinal) => Missing(
                    $"There is no secret '{name}' in {vault.Host}.", $"Make it: `az keyvault secret set --vault-name {vault.Host.Split('.')[0]} --name {name} --file FILE`."),
                AzureProblemKind.Forbidden => Missing(
                    $"Secret '{name}' in {vault.Host}: {problem.Text}.", "Give the identity the role 'Key Vault Secrets User' on the vault, and let its network rules admit this machine."),
                _ => Missing($"Secret '{name}' in {vault.Host}: {problem.Text}.", problem.Remedy),
            };
        }
    }

    private static Outcome<string> Missing(string message, string? remedy) => TargetCodes.SecretMissing.Fail<string>(message, remedy: remedy);
}
