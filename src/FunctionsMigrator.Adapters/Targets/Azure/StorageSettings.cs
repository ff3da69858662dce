using System.Text.Json;
using Azure.Core;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Azure;

/// <summary>The keys by which a target names its storage account, checked by their text alone.</summary>
internal sealed class StorageSettings
{
    public const string EndpointKey = "endpoint";
    public const string ConnectionKey = "connection";
    public const string ClientIdKey = "clientId";
    public const string PlanClientIdKey = "planClientId";

    private readonly string _type;
    private readonly string _address;
    private readonly IReadOnlyDictionary<string, JsonElement> _settings;
    private readonly List<Finding> _findings = [];
    private readonly string? _clientId;
    private readonly string? _planClientId;

    /// <param name="binding">The target, for messages.</param>
    /// <param name="settings">Its keys, or those of its <c>scratch</c>.</param>
    /// <param name="ownKeys">The keys that the type knows beside those of the account.</param>
    public StorageSettings(TargetBinding binding, IReadOnlyDictionary<string, JsonElement> settings, params ReadOnlySpan<string> ownKeys)
    {
        (_type, _address, _settings) = (binding.Type, binding.Address.ToString(), settings);
        string[] known = [EndpointKey, ConnectionKey, ClientIdKey, PlanClientIdKey, .. ownKeys];
        foreach (var key in settings.Keys.Except(known).Order(StringComparer.Ordinal))
        {
            Add($"Type {_type} knows no key '{key}'; it knows {string.Join(", ", known)}.");
        }

        _clientId = Text(ClientIdKey);
        _planClientId = Text(PlanClientIdKey);
        ReadEndpoint();
        if (TargetSecret.Check(binding, settings, ConnectionKey) is { } connection)
        {
            _findings.Add(connection);
        }

        if (settings.ContainsKey(EndpointKey) == settings.ContainsKey(ConnectionKey))
        {
            Add($"Type {_type} needs either '{EndpointKey}' (an account in Azure) or '{ConnectionKey}' (an emulator on this machine).");
        }
    }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The endpoint.</summary>
    public Uri? Endpoint { get; private set; }

    /// <summary>The connection string; null when the account is named by its endpoint.</summary>
    public Task<Outcome<string?>> ConnectionAsync(TargetBinding binding, ISecretSource secrets, CancellationToken cancellation) =>
        TargetSecret.ResolveAsync(secrets, binding, _settings, ConnectionKey, cancellation);

    /// <summary>Who signs in to the account that is named by its endpoint.</summary>
    public TokenCredential Identity(AzureIdentities identities, TargetAccess access) => identities.For(access, _clientId, _planClientId);

    /// <summary>Adds a finding.</summary>
    public void Add(string message, string? remedy = null) => _findings.Add(TargetCodes.BadDefinition.Finding(message, target: _address, remedy: remedy));

    /// <summary>A key that must be there.</summary>
    public string? Required(string key, string meaning)
    {
        if (!_settings.ContainsKey(key))
        {
            Add($"Type {_type} needs '{key}': {meaning}.");
            return null;
        }

        return Text(key);
    }

    /// <summary>A text, when it is there.</summary>
    public string? Text(string key)
    {
        if (!_settings.TryGetValue(key, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Add($"'{key}' is a {value.ValueKind.ToString().ToLowerInvariant()}; a text was expected.");
            return null;
        }

        return value.GetString();
    }

    private void ReadEndpoint()
    {
        if (Text(EndpointKey) is not { } text)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
        {
            Add($"'{EndpointKey}' is no address such as https://account.table.core.windows.net, without a query and without credentials.");
        }
        else if (uri.Scheme == "http")
        {
            Add($"'{EndpointKey}' is {uri.Scheme}://{uri.Authority}; tokens are sent over https alone.", "Use https, or the connection string of an emulator on this machine.");
        }
        else
        {
            Endpoint = uri;
        }
    }
}
