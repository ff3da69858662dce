using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>A <c>postgres</c> target's definition, read from its binding.</summary>
/// <param name="Server">Host, and port where one is named; null with a connection string.</param>
/// <param name="Database">The database; null when the connection string names it.</param>
/// <param name="User">The role that a token is presented for.</param>
/// <param name="Schema">Where names without a schema are looked for.</param>
/// <param name="Bookkeeping">The schema of the product's own tables.</param>
/// <param name="LockTimeout">How long a statement waits for a lock.</param>
/// <param name="StatementTimeout">How long a statement runs.</param>
internal sealed record PostgresDefinition(
    string? Server, string? Database, string? User, string Schema, string Bookkeeping, TimeSpan LockTimeout, TimeSpan StatementTimeout)
{
    public const string ConnectionKey = "connection";
    public const string PlanConnectionKey = "planConnection";
    public const string BesideKey = "beside";
    public const string DefaultSchema = "public";
    public const string DefaultBookkeeping = "fm";
    private const int LongestName = 63;

    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan DefaultStatementTimeout = TimeSpan.FromMinutes(10);

    private static readonly string[] Texts = ["server", "database", "user", "identity", "clientId", "planUser", "planClientId", "schema", "bookkeeping"];
    private static readonly string[] Durations = ["lockTimeout", "statementTimeout"];
    private static readonly string[] Known = [ConnectionKey, PlanConnectionKey, .. Texts, .. Durations];

    /// <summary>Reads a binding that <see cref="Check"/> found nothing wrong with.</summary>
    public static PostgresDefinition Of(TargetBinding binding) => new(
        Text(binding, "server"),
        Text(binding, "database"),
        Text(binding, "user"),
        Text(binding, "schema") ?? DefaultSchema,
        Text(binding, "bookkeeping") ?? DefaultBookkeeping,
        Duration(binding, "lockTimeout") ?? DefaultLockTimeout,
        Duration(binding, "statementTimeout") ?? DefaultStatementTimeout)
    {
        ClientId = Text(binding, "clientId"),
        PlanUser = Text(binding, "planUser"),
        PlanClientId = Text(binding, "planClientId"),
    };

    /// <summary>Client id of the managed identity that <see cref="User"/> stands for.</summary>
    public string? ClientId { get; init; }

    /// <summary>The role with which plans are made; null: <see cref="User"/>.</summary>
    public string? PlanUser { get; init; }

    /// <summary>Client id of the managed identity that <see cref="PlanUser"/> stands for.</summary>
    public string? PlanClientId { get; init; }

    /// <summary>The members of <c>scratch</c>; none when it is absent.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Scratch(TargetBinding binding) => binding.Scratch is { ValueKind: JsonValueKind.Object } scratch
        ? scratch.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
        : new Dictionary<string, JsonElement>();

    /// <summary>What is wrong with a definition, by its text alone.</summary>
    public static IReadOnlyList<Finding> Check(TargetBinding binding)
    {
        var findings = new List<Finding>();
        void Add(string message, string? remedy = null) => findings.Add(TargetCodes.BadDefinition.Finding(message, target: binding.Address.ToString(), remedy: remedy));

        foreach (var key in binding.Settings.Keys.Except(Known).Order(StringComparer.Ordinal))
        {
            Add($"Type {binding.Type} knows no key '{key}'; it knows {string.Join(", ", Known)}.");
        }

        foreach (var key in Texts.Where(key => binding.Settings.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.String))
        {
            Add($"'{key}' is a {binding.Settings[key].ValueKind.ToString().ToLowerInvariant()}; a text was expected.");
        }

        foreach (var key in Durations.Where(key => binding.Settings.ContainsKey(key) && Duration(binding, key) is not { } duration))
        {
            Add($"'{key}' is no duration; one such as 5s, 500ms or 10m was expected.");
        }

        CheckIdentity(binding, Add);
        CheckNames(binding, Add);
        findings.AddRange(new[] { ConnectionKey, PlanConnectionKey }.Select(key => TargetSecret.Check(binding, binding.Settings, key)).OfType<Finding>());
        CheckScratch(binding, findings, Add);
        return findings;
    }

    private static void CheckIdentity(TargetBinding binding, Action<string, string?> add)
    {
        var own = new[] { "server", "user", "identity", "clientId", "planUser", "planClientId" }.Where(binding.Settings.ContainsKey).ToList();
        if (binding.Settings.ContainsKey(ConnectionKey))
        {
            if (own.Count > 0)
            {
                add($"'{ConnectionKey}' stands beside {string.Join(", ", own)}; either was expected.", null);
            }

            return;
        }

        var missing = new[] { "server", "database", "user", "identity" }.Where(key => !binding.Settings.ContainsKey(key)).ToList();
        if (missing.Count > 0)
        {
            add(
                own.Count == 0 ? $"Type {binding.Type} needs '{ConnectionKey}', or server, database, user and identity." : $"There is no '{ConnectionKey}', and {string.Join(", ", missing)} is missing.",
                "Write `connection: { secret: NAME }`, or name server, database, user and `identity: managed`.");
        }
        else if (Text(binding, "identity") is { } identity && identity != "managed")
        {
            add($"'identity' is '{identity}'; 'managed' was expected.", null);
        }

        if (binding.Settings.ContainsKey("planClientId") && !binding.Settings.ContainsKey("planUser"))
        {
            add("'planClientId' stands without 'planUser'; a token is presented for one role.", "Name with `planUser` the role that was made for this identity.");
        }
    }

    private static void CheckNames(TargetBinding binding, Action<string, string?> add)
    {
        var bookkeeping = Text(binding, "bookkeeping") ?? DefaultBookkeeping;
        foreach (var (key, name) in new[] { ("schema", Text(binding, "schema") ?? DefaultSchema), ("bookkeeping", bookkeeping) })
        {
            if (name.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(name) > LongestName || name.Contains('\0', StringComparison.Ordinal) || name.StartsWith("pg_", StringComparison.Ordinal))
            {
                add($"'{key}' is '{name}', which is no name of a schema: 1 to {LongestName} bytes that do not begin with pg_.", null);
            }
        }

        if (bookkeeping is "public" or "information_schema" || bookkeeping == (Text(binding, "schema") ?? DefaultSchema))
        {
            add($"'bookkeeping' is '{bookkeeping}'; a schema for the migrator's tables alone was expected.", "Name a schema that nothing else uses, such as fm.");
        }
    }

    private static void CheckScratch(TargetBinding binding, List<Finding> findings, Action<string, string?> add)
    {
        if (binding.Scratch is null)
        {
            return;
        }

        var scratch = Scratch(binding);
        var finding = TargetSecret.Check(binding, scratch, ConnectionKey);
        if (finding is not null)
        {
            findings.Add(finding);
        }

        var beside = scratch.GetValueOrDefault(BesideKey).ValueKind;
        var expected = scratch.Count == 1 && (scratch.ContainsKey(ConnectionKey) || beside is JsonValueKind.True);
        if (!expected && finding is null)
        {
            add("'scratch' names no place.", "Write `scratch: { connection: { secret: NAME } }`, or `scratch: { beside: true }` where databases may be made on the target's own server.");
        }
    }

    private static string? Text(TargetBinding binding, string key) =>
        binding.Settings.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan? Duration(TargetBinding binding, string key) =>
        DurationJsonConverter.Parse(Text(binding, key)) is { } duration && duration > TimeSpan.Zero && duration.TotalMilliseconds < int.MaxValue ? duration : null;
}
