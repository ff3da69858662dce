using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>A <c>sql-server</c> target's definition, read from its binding.</summary>
/// <param name="Server">Host, and port where one is named; null with a connection string.</param>
/// <param name="Database">The database; null when the connection string names it.</param>
/// <param name="Schema">The schema of reference data's tables that are named without one.</param>
/// <param name="Bookkeeping">The schema of the product's own tables.</param>
/// <param name="LockTimeout">How long a statement waits for a lock.</param>
/// <param name="StatementTimeout">How long a batch runs.</param>
internal sealed record SqlServerDefinition(string? Server, string? Database, string Schema, string Bookkeeping, TimeSpan LockTimeout, TimeSpan StatementTimeout)
{
    public const string ConnectionKey = "connection";
    public const string PlanConnectionKey = "planConnection";
    public const string BesideKey = "beside";
    public const string DefaultSchema = "dbo";
    public const string DefaultBookkeeping = "fm";
    private const int LongestName = 100;

    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan DefaultStatementTimeout = TimeSpan.FromMinutes(10);

    private static readonly string[] Texts = ["server", "database", "identity", "clientId", "planClientId", "schema", "bookkeeping"];
    private static readonly string[] Durations = ["lockTimeout", "statementTimeout"];
    private static readonly string[] Known = [ConnectionKey, PlanConnectionKey, .. Texts, .. Durations];

    // Schemas that every database has, or whose names mean something else.
    private static readonly string[] Taken = ["dbo", "sys", "guest", "information_schema"];

    /// <summary>Client id of the managed identity that connects.</summary>
    public string? ClientId { get; init; }

    /// <summary>Client id of the managed identity with which plans are made; null: <see cref="ClientId"/>.</summary>
    public string? PlanClientId { get; init; }

    /// <summary>Reads a binding that <see cref="Check"/> found nothing wrong with.</summary>
    public static SqlServerDefinition Of(TargetBinding binding) => new(
        Text(binding, "server"),
        Text(binding, "database"),
        Text(binding, "schema") ?? DefaultSchema,
        Text(binding, "bookkeeping") ?? DefaultBookkeeping,
        Duration(binding, "lockTimeout") ?? DefaultLockTimeout,
        Duration(binding, "statementTimeout") ?? DefaultStatementTimeout)
    {
        ClientId = Text(binding, "clientId"),
        PlanClientId = Text(binding, "planClientId"),
    };

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
        var own = new[] { "server", "identity", "clientId", "planClientId" }.Where(binding.Settings.ContainsKey).ToList();
        if (binding.Settings.ContainsKey(ConnectionKey))
        {
            if (own.Count > 0)
            {
                add($"'{ConnectionKey}' stands beside {string.Join(", ", own)}; either was expected.", null);
            }

            return;
        }

        var missing = new[] { "server", "database", "identity" }.Where(key => !binding.Settings.ContainsKey(key)).ToList();
        if (missing.Count > 0)
        {
            add(
                own.Count == 0 ? $"Type {binding.Type} needs '{ConnectionKey}', or server, database and identity." : $"There is no '{ConnectionKey}', and {string.Join(", ", missing)} is missing.",
                "Write `connection: { secret: NAME }`, or name server, database and `identity: managed`.");
        }
        else if (Text(binding, "identity") is { } identity && identity != "managed")
        {
            add($"'identity' is '{identity}'; 'managed' was expected.", null);
        }
    }

    private static void CheckNames(TargetBinding binding, Action<string, string?> add)
    {
        var schema = Text(binding, "schema") ?? DefaultSchema;
        var bookkeeping = Text(binding, "bookkeeping") ?? DefaultBookkeeping;
        foreach (var (key, name) in new[] { ("schema", schema), ("bookkeeping", bookkeeping) })
        {
            if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            {
                add($"'{key}' is '{name}', which is no name of a schema: 1 to {LongestName} characters.", null);
            }
        }

        // Names differ there only where the database's collation says so.
        if (Taken.Append(schema).Contains(bookkeeping, StringComparer.OrdinalIgnoreCase) || bookkeeping.StartsWith("db_", StringComparison.OrdinalIgnoreCase))
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
