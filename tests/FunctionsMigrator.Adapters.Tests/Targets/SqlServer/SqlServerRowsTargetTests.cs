using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

/// <summary>The contract over the rows of a table, on a real server where one is named.</summary>
public sealed class SqlServerRowsTargetTests : TargetContract, IAsyncLifetime
{
    private static readonly string[] Columns = ["code", "title", "amount", "raw", "changed"];

    private SqlServerPlaceFixture? _place;

    protected override TargetBinding Binding => _place!.Binding;

    protected override ResourceSlice Slice => new("countries", ResourceKind.ReferenceData, "rows:countries", 0, new TableSlice("countries", ["code"], Columns));

    // A collation that tells all texts apart keeps every name of the contract a key of its own.
    protected override IReadOnlyList<string> Names => [.. base.Names, "\"", "\\", "a\"b", "a\tb", "a\u001Fb", "\u2028", "a/b", "'", "]"];

    public async ValueTask InitializeAsync() => _place = await SqlServerPlaceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _place?.DisposeAsync() ?? default;

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => _place!.Type(Time, observer, patience);

    protected override Task PrepareAsync(CancellationToken cancellation) => _place!.ExecuteAsync(
        "CREATE TABLE countries (code nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY, title nvarchar(max), amount decimal(10, 1), raw varbinary(max), changed datetimeoffset(7), "
        + "note nvarchar(20) DEFAULT N'kept', id bigint IDENTITY(1, 1), doubled AS (amount * 2), version rowversion)");

    protected override bool Exists() => _place!.Exists();

    protected override bool ScratchExists(string run) => _place!.ScratchExists(run);

    protected override string Key(string name) => RowJson.Key(name);

    protected override byte[] Content(string name, string value) => RowJson.Content(Row(name, value));

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        var row = Row(name, value ?? "");
        await _place!.ExecuteAsync($"DELETE FROM countries WHERE code = {Literal("code", row["code"])}");
        if (value is not null)
        {
            await _place.ExecuteAsync($"INSERT INTO countries ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(column => Literal(column, row[column])))})");
        }
    }

    protected override IReadOnlyList<TargetBinding> Unreachable() =>
    [
        _place!.BindSecret("wrong_password", _place.To(_place.Database, password: "wrong")),
        _place.BindSecret("no_database", _place.To("no_such_database")),
        _place.BindSecret("no_server", "Server=127.0.0.1,1;Database=x;User Id=x;Password=x;Connect Timeout=5"),
        _place.BindSecret("no_name", "Server=does-not-exist.invalid;Database=x;User Id=x;Password=x;Connect Timeout=5"),
        _place.BindSecret("no_text", "what is this"),
        _place.Bind(new { connection = new { secret = "never-set" } }),
    ];

    private static Dictionary<string, string?> Row(string name, string value) => new()
    {
        ["code"] = name,
        ["title"] = value.Length == 0 ? null : value,
        ["amount"] = $"{value.Length}.5",
        ["raw"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value)),
        ["changed"] = $"2024-02-29 12:00:00.{(value.Length % 9) + 1} +02:00",
    };

    private static string Literal(string column, string? text) => text is null ? "NULL"
        : column == "raw" ? $"0x{Convert.ToHexString(Convert.FromBase64String(text))}"
        : $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
