using System.Text.Json;
using Azure.Data.Tables;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Where an <c>azure-table</c> target is, by its checked definition.</summary>
internal sealed class AzureTablePlace
{
    private const string TableKey = "table";
    private const string TablesKey = "tables";

    private readonly StorageSettings _account;

    private AzureTablePlace(StorageSettings account, string table, IReadOnlyDictionary<string, TableShape> tables)
    {
        _account = account;
        Table = table;
        Tables = tables;
    }

    /// <summary>The name of the table.</summary>
    public string Table { get; }

    /// <summary>The declared reference tables.</summary>
    public IReadOnlyDictionary<string, TableShape> Tables { get; }

    /// <summary>Reads a definition, by its text alone.</summary>
    public static Outcome<AzureTablePlace> Of(TargetBinding binding)
    {
        var account = new StorageSettings(binding, binding.Settings, TableKey, TablesKey);
        var table = account.Required(TableKey, "the table's name");
        if (table is not null && (table.Length is < 3 or > 63 || !char.IsAsciiLetter(table[0]) || !table.All(char.IsAsciiLetterOrDigit) || table.Equals("tables", StringComparison.OrdinalIgnoreCase)))
        {
            account.Add($"'{TableKey}' is '{table}'; a table's name has 3 to 63 letters and digits, begins with a letter, and is not 'tables'.");
        }

        var tables = binding.Settings.TryGetValue(TablesKey, out var declared) ? ReadTables(declared, account) : [];
        var findings = account.Findings.ToList();
        if (Scratch(binding) is { } scratch)
        {
            findings.AddRange(scratch.Findings);
        }

        return findings.Count > 0 ? Outcome.Fail<AzureTablePlace>(findings) : Outcome.Of(new AzureTablePlace(account, table!, tables));
    }

    /// <summary>Where scratch tables of a live target are made: the account that <c>scratch</c> names, else its own.</summary>
    public AzureTablePlace ForScratch(TargetBinding live, string table) => new(Scratch(live) ?? _account, table, Tables);

    /// <summary>The client of the table. Does not connect.</summary>
    public async Task<Outcome<TableClient>> ConnectAsync(TargetBinding binding, ISecretSource secrets, AzureTargetOptions use, TargetAccess access, CancellationToken cancellation)
    {
        var options = AzureTransport.Configure(new TableClientOptions(), use.Tries);
        var connection = await _account.ConnectionAsync(binding, secrets, cancellation);
        if (!connection.Succeeded)
        {
            return connection.As<TableClient>();
        }

        if (connection.Value is not { } text)
        {
            return Outcome.Of(new TableServiceClient(_account.Endpoint!, _account.Identity(use.Identities, access), options).GetTableClient(Table));
        }

        return EmulatorConnection.Open(binding, () => new TableServiceClient(text, options), client => client.Uri, client => client.GetTableClient(Table));
    }

    /// <summary>A reference table that the environment does not declare.</summary>
    public static Finding Undeclared(TargetBinding binding, string table) => TargetCodes.TableMismatch.Finding(
        $"The target does not declare table '{table}'.",
        target: binding.Address.ToString(),
        remedy: $"Azure Tables know no columns: add `tables: {{ {table}: {{ key: [...], columns: {{ ... }} }} }}` to the target.");

    private static StorageSettings? Scratch(TargetBinding binding) =>
        binding.Scratch is { ValueKind: JsonValueKind.Object } scratch
            ? new StorageSettings(binding, scratch.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal))
            : null;

    private static Dictionary<string, TableShape> ReadTables(JsonElement declared, StorageSettings account)
    {
        var tables = new Dictionary<string, TableShape>(StringComparer.Ordinal);
        Dictionary<string, AzureTableDefinition>? definitions = null;
        try
        {
            definitions = declared.Deserialize<Dictionary<string, AzureTableDefinition>>(FmJson.Line);
        }
        catch (JsonException exception)
        {
            account.Add($"'{TablesKey}' does not have its form: {exception.Message}");
        }

        foreach (var (name, definition) in definitions ?? [])
        {
            var columns = new List<TableColumn>();
            foreach (var (column, type) in definition.Columns)
            {
                if (!Enum.TryParse<ColumnType>(type, ignoreCase: true, out var known) || !char.IsAsciiLetter(type[0]))
                {
                    account.Add($"'{TablesKey}.{name}.columns.{column}' is '{type}'; it is text, integer, decimal, real, boolean or bytes.");
                }
                else if (ColumnProblem(column) is { } problem)
                {
                    account.Add($"'{TablesKey}.{name}.columns.{column}' {problem}.", "Give the column another name in the file.");
                }
                else
                {
                    columns.Add(new TableColumn(column, known, type, Nullable: !definition.Key.Contains(column, StringComparer.Ordinal), HasDefault: false));
                }
            }

            foreach (var key in definition.Key.Where(key => !definition.Columns.ContainsKey(key)))
            {
                account.Add($"'{TablesKey}.{name}.key' names '{key}', which is not among the columns.");
            }

            if (definition.Key.Count == 0)
            {
                account.Add($"'{TablesKey}.{name}.key' is empty.");
            }

            tables[name] = new TableShape(name, columns, [definition.Key]);
        }

        return tables;
    }

    private static string? ColumnProblem(string name) =>
        name is "PartitionKey" or "RowKey" or "Timestamp" ? "is a name that Azure Tables keep for themselves"
        : name.Length > 255 ? "has more than 255 characters"
        : name.Length == 0 || (!char.IsLetter(name[0]) && name[0] != '_') || !name.All(character => char.IsLetterOrDigit(character) || character == '_')
            ? "is no property name: letters, digits and _, not beginning with a digit"
            : null;
}
