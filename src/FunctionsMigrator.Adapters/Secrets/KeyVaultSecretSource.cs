using System.Collections.Concurrent;
using Azure;
using Azure.Security.KeyVault.Secrets;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Secrets;

/// <summary>
/// Secrets of an Azure Key Vault: <c>{ source: key-vault, vault: "https://shop-prod.vault.azure.net" }</c>. <c>orders-db</c> is the newest enabled version, <c>orders-db/VERSION</c>
/// exactly this one. Values are kept in memory for minutes, that a secret is missing for seconds, and a vault that does not answer is asked again next time.
/// </summary>
public sealed class KeyVaultSecretSource : ISecretSource
{
    /// <summary>The name that definitions use.</summary>
    public const string SourceName = "key-vault";

    private const int LongestName = 127;
    private const int VersionLength = 32;
    private const int NotFound = 404;

    private readonly Func<Uri, SecretClient> _open;
    private readonly TimeProvider _time;
    private readonly KeyVaultOptions _options;
    private readonly ConcurrentDictionary<Uri, SecretClient> _clients = [];
    private readonly ConcurrentDictionary<(Uri Vault, string Name), (Outcome<string> Answer, DateTimeOffset Until)> _kept = [];

    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    /// <param name="time">The clock by which values are kept; null: the system's.</param>
    /// <param name="options">How long they are.</param>
    public KeyVaultSecretSource(AzureIdentities? identities = null, TimeProvider? time = null, KeyVaultOptions? options = null)
        : this(vault => new SecretClient(vault, (identities ?? AzureIdentities.OfSurroundings).Of(null), AzureTransport.Configure(new SecretClientOptions())), time, options)
    {
    }

    /// <param name="open">Makes the client of a vault.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How long values are kept.</param>
    internal KeyVaultSecretSource(Func<Uri, SecretClient> open, TimeProvider? time = null, KeyVaultOptions? options = null) =>
        (_open, _time, _options) = (open, time ?? TimeProvider.System, options ?? new KeyVaultOptions());

    /// <inheritdoc/>
    public async Task<Outcome<string>> GetAsync(SecretSourceDefinition? definition, string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Uri.TryCreate(definition?.Vault, UriKind.Absolute, out var vault) || vault.Scheme != "https")
        {
            return Missing($"Secret '{name}' is in a key vault, and `secrets: vault` names none.", "Write `secrets: { source: key-vault, vault: \"https://NAME.vault.azure.net\" }`.");
        }

        var parts = name.Split('/');
        if (parts.Length > 2 || !IsName(parts[0]) || (parts.Length == 2 && !IsVersion(parts[1])))
        {
            return Missing($"'{name}' is no name of a secret in {vault.Host}.", "Names there have 1 to 127 letters, digits and hyphens; a version, 32 hexadecimal digits, may follow behind a slash.");
        }

        if (_kept.TryGetValue((vault, name), out var kept) && kept.Until > _time.GetUtcNow())
        {
            return kept.Answer;
        }

        var (answer, keep) = await AskAsync(vault, parts[0], parts.ElementAtOrDefault(1), cancellation);
        Keep((vault, name), answer, keep);
        return answer;
    }

    // The client sends a request again a bounded number of times; see AzureTransport.
    private async Task<(Outcome<string> Answer, TimeSpan Keep)> AskAsync(Uri vault, string name, string? version, CancellationToken cancellation)
    {
        var what = version is null ? $"secret '{name}'" : $"version {version} of secret '{name}'";
        try
        {
            var secret = await _clients.GetOrAdd(vault, _open).GetSecretAsync(name, version, cancellationToken: cancellation);
            return secret.Value.Value is { Length: > 0 } value
                ? (Outcome.Of(value), _options.Keep)
                : (Missing($"Secret '{name}' in {vault.Host} is empty.", "Give it a value."), _options.KeepMissing);
        }
        catch (RequestFailedException exception) when (exception.Status == NotFound)
        {
            return (Missing($"There is no {what} in {vault.Host}.", $"Make it: `az keyvault secret set --vault-name {vault.Host.Split('.')[0]} --name {name} --file FILE`."), _options.KeepMissing);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && AzureProblem.Of(exception) is { } problem)
        {
            var remedy = problem.Kind is AzureProblemKind.Forbidden
                ? "Give the identity the role 'Key Vault Secrets User' on the vault, enable the secret, and let the vault's network rules admit this machine."
                : problem.Remedy;
            return (Missing($"Secret '{name}' in {vault.Host}: {problem.Text}.", remedy), TimeSpan.Zero);
        }
    }

    private void Keep((Uri Vault, string Name) key, Outcome<string> answer, TimeSpan keep)
    {
        var now = _time.GetUtcNow();
        if (_kept.Count >= _options.Most)
        {
            foreach (var (past, _) in _kept.Where(pair => pair.Value.Until <= now).ToList())
            {
                _kept.TryRemove(past, out _);
            }
        }

        if (keep > TimeSpan.Zero && _kept.Count < _options.Most)
        {
            _kept[key] = (answer, now + keep);
        }
        else
        {
            _kept.TryRemove(key, out _);
        }
    }

    private static bool IsName(string text) => text.Length is > 0 and <= LongestName && text.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static bool IsVersion(string text) => text.Length == VersionLength && text.All(char.IsAsciiHexDigit);

    private static Outcome<string> Missing(string message, string? remedy) => TargetCodes.SecretMissing.Fail<string>(message, remedy: remedy);
}
