using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>Where an <c>app-configuration</c> target is, by its checked definition.</summary>
internal sealed class AppConfigurationPlace
{
    /// <summary>The label of everything that the product keeps for itself; no application selects it.</summary>
    public const string OwnLabel = "functions-migrator";

    /// <summary>What the labels of scratch copies begin with.</summary>
    public const string ScratchPrefix = "fm_scratch_";

    private const string ConnectionKey = "connection";
    private const int LongestLabel = 200;

    private readonly TargetBinding _binding;
    private readonly AppConfigurationTargetSettings _settings;
    private readonly IReadOnlyDictionary<string, JsonElement> _members;
    private readonly AppConfigurationPlace? _scratch;

    private AppConfigurationPlace(
        TargetBinding binding, AppConfigurationTargetSettings settings, IReadOnlyDictionary<string, JsonElement> members, string? label, AppConfigurationPlace? scratch)
    {
        (_binding, _settings, _members, _scratch) = (binding, settings, members, scratch);
        Label = string.IsNullOrEmpty(label) ? null : label;
    }

    public TargetAddress Address => _binding.Address;

    /// <summary>The label; null for none.</summary>
    public string? Label { get; }

    /// <summary>Whether it is a scratch copy: nobody but its rehearsal writes it.</summary>
    public bool IsScratch => Label?.StartsWith(ScratchPrefix, StringComparison.Ordinal) == true;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout => _settings.Timeout;

    /// <summary>The label as part of a key of the product's own. <c>~</c> stands for none: no encoding is that.</summary>
    public string LabelName => Label is null ? "~" : KeyEncoding.Servers.EncodeKey(Label);

    /// <summary>The definition, or everything that is wrong with its text.</summary>
    public static Outcome<AppConfigurationPlace> Read(TargetBinding binding)
    {
        var live = Read(binding, binding.Settings, null);
        if (binding.Scratch is not { ValueKind: JsonValueKind.Object } scratch)
        {
            return live;
        }

        var members = scratch.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        var read = Read(binding, members, null);
        if (members.ContainsKey("label"))
        {
            return TargetCodes.BadDefinition.Fail<AppConfigurationPlace>("'scratch' names a label; scratch copies have labels of their own.", target: binding.Address.ToString(), remedy: "Remove 'label' from 'scratch'.");
        }

        return live.Succeeded && read.Succeeded ? Read(binding, binding.Settings, read.Value) : Outcome.Fail<AppConfigurationPlace>([.. live.Findings, .. read.Findings]);
    }

    /// <summary>Where a run's scratch copy is: a label of its own, in the store that <c>scratch</c> names, else in the same.</summary>
    public AppConfigurationPlace ForScratch(string run)
    {
        var place = _scratch ?? this;
        return new AppConfigurationPlace(_binding, place._settings, place._members, $"{ScratchPrefix}{run}_{Digest.Of(Address.ToString()).Hex[..8]}", null);
    }

    /// <summary>Speaks to the store. Does not connect.</summary>
    public async Task<Outcome<KeyValueService>> ConnectAsync(ISecretSource secrets, AppConfigurationOptions options, TargetAccess access, CancellationToken cancellation)
    {
        var secret = await TargetSecret.ResolveAsync(secrets, _binding, _members, ConnectionKey, cancellation);
        if (!secret.Succeeded)
        {
            return secret.As<KeyValueService>();
        }

        if (secret.Value is not { } text)
        {
            var uri = new Uri(_settings.Endpoint!);
            return Outcome.Of(KeyValueService.SignedIn(_binding.Address, uri, options.Identities.For(access, _settings.ClientId, _settings.PlanClientId), options.Tries, Timeout));
        }

        return ConnectionString.Parse(text) is { } connection
            ? Outcome.Of(KeyValueService.Signed(_binding.Address, connection, options.Tries, Timeout))
            : TargetCodes.BadDefinition.Fail<KeyValueService>(
                $"The secret of '{ConnectionKey}' is no connection string of an App Configuration store.",
                target: Address.ToString(),
                remedy: "Store it as the portal shows it: Endpoint=https://NAME.azconfig.io;Id=...;Secret=...");
    }

    private static Outcome<AppConfigurationPlace> Read(TargetBinding binding, IReadOnlyDictionary<string, JsonElement> members, AppConfigurationPlace? scratch)
    {
        var findings = new List<Finding>();
        void Add(string message, string? remedy = null) =>
            findings.Add(TargetCodes.BadDefinition.Finding(message, target: binding.Address.ToString(), remedy: remedy));

        AppConfigurationTargetSettings settings;
        try
        {
            settings = new JsonObject([.. members.Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(pair.Value.GetRawText())))])
                .Deserialize<AppConfigurationTargetSettings>(MetadataJson.Options)!;
        }
        catch (JsonException malformed)
        {
            // The reader's own words may quote a value; the path is enough.
            Add($"Type {AppConfigurationTargetType.TypeName} cannot read its keys{(malformed.Path is { Length: > 1 } path ? $" at '{path}'" : "")}: it knows endpoint, connection, label, clientId, planClientId and timeout.");
            return Outcome.Fail<AppConfigurationPlace>(findings);
        }

        if (TargetSecret.Check(binding, members, ConnectionKey) is { } unusable)
        {
            findings.Add(unusable);
        }

        if (settings.Endpoint is null == settings.Connection is null)
        {
            Add($"Type {AppConfigurationTargetType.TypeName} needs either 'endpoint' (an identity signs in) or 'connection' (a connection string, as a secret).");
        }

        if (settings.Endpoint is { } endpoint && (ConnectionString.StoreUri(endpoint) is not { } uri || uri.Scheme != "https"))
        {
            Add("'endpoint' is no address of a store; tokens are sent over https alone.", "Write it like https://shop-weu.azconfig.io.");
        }

        if (settings.Label is { } label && LabelProblem(label) is { } problem)
        {
            Add($"'label' {problem}.", "Give the key-values another label.");
        }

        if (settings.Timeout < TimeSpan.FromSeconds(1) || settings.Timeout > TimeSpan.FromSeconds(60))
        {
            Add("'timeout' is not between 1s and 60s.");
        }

        return findings.Count > 0 ? Outcome.Fail<AppConfigurationPlace>(findings) : Outcome.Of(new AppConfigurationPlace(binding, settings, members, settings.Label, scratch));
    }

    private static string? LabelProblem(string label) =>
        label.Length > LongestLabel ? $"has more than {LongestLabel} characters"
        : label.Any(char.IsControl) ? "holds a control character"
        : label == OwnLabel || label.StartsWith(ScratchPrefix, StringComparison.Ordinal) ? $"is '{label}', which the product keeps for itself"
        : null;
}
