using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>The contract over the rows of a table.</summary>
public abstract class PostgresTargetContract(TestServers servers) : TargetContract, IAsyncLifetime
{
    private PostgresPlaceFixture _place = null!;

    protected override TargetBinding Binding => _place.Binding;

    protected override ResourceSlice Slice => new("countries", ResourceKind.ReferenceData, "rows:countries", 0, new TableSlice("countries", KeyColumns, Columns));

    protected abstract string CreateTable { get; }

    protected abstract IReadOnlyList<string> KeyColumns { get; }

    protected abstract IReadOnlyList<string> Columns { get; }

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    /// <summary>The columns of a row.</summary>
    protected abstract IReadOnlyDictionary<string, string?> Row(string name, string value);

    /// <summary>The literal of a canonical text.</summary>
    protected virtual string Literal(string column, string? text) => text is null ? "NULL" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    protected override string Key(string name)
    {
        var row = Row(name, "");
        return RowJson.Key([.. KeyColumns.Select(column => row[column]!)]);
    }

    protected override byte[] Content(string name, string value) => RowJson.Content(Row(name, value));

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) => _place.Type(Time, observer, patience);

    protected override Task PrepareAsync(CancellationToken cancellation) => _place.Database.ExecuteAsync(CreateTable);

    protected override bool Exists() => _place.Exists();

    protected override bool ScratchExists(string run) => _place.ScratchExists(run);

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        var row = Row(name, value ?? "");
        await _place.Database.ExecuteAsync($"DELETE FROM countries WHERE {string.Join(" AND ", KeyColumns.Select(column => $"{column} = {Literal(column, row[column])}"))}");
        if (value is not null)
        {
            await _place.Database.ExecuteAsync($"INSERT INTO countries ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(column => Literal(column, row[column])))})");
        }
    }

    protected override IReadOnlyList<TargetBinding> Unreachable()
    {
        var server = _place.Database.Server;
        return
        [
            _place.BindSecret("wrong_password", server.ConnectionString(_place.Database.Name, password: "wrong")),
            _place.BindSecret("no_user", server.ConnectionString(_place.Database.Name, user: "nobody_here")),
            _place.BindSecret("no_database", server.ConnectionString("no_such_database")),
            _place.BindSecret("no_server", $"Host=127.0.0.1;Port=1;Database=x;Username={PostgresServer.Admin};Password=x"),
            _place.BindSecret("no_name", "Host=does-not-exist.invalid;Database=x;Username=x;Password=x"),
            _place.BindSecret("no_text", "what is this"),
            _place.BindSecret("no_tls", server.ConnectionString(_place.Database.Name) + ";SSL Mode=VerifyFull"),
            _place.Bind(new { connection = new { secret = "never-set" } }),
        ];
    }
}

/// <summary>A key of one text column, beside columns of other types.</summary>
public sealed class PostgresRowsTargetTests(TestServers servers) : PostgresTargetContract(servers)
{
    protected override IReadOnlyList<string> Names => [.. base.Names, "\"", "\\", "a\"b", "a\tb", "a\u001Fb", "a\u007Fb", "\u2028", "a/b", "<b>", "a b c", " ", "'"];

    protected override string CreateTable => "CREATE TABLE countries (code text PRIMARY KEY, title text, amount numeric(10, 1), note text DEFAULT 'kept')";

    protected override IReadOnlyList<string> KeyColumns { get; } = ["code"];

    protected override IReadOnlyList<string> Columns { get; } = ["code", "title", "amount"];

    protected override IReadOnlyDictionary<string, string?> Row(string name, string value) => new Dictionary<string, string?>
    {
        ["code"] = name,
        ["title"] = value.Length == 0 ? null : value,
        ["amount"] = $"{value.Length}.5",
    };
}

/// <summary>A key of a number and a text whose collation is none of bytes, in a table with columns of many types.</summary>
public sealed class PostgresCompoundKeyTargetTests(TestServers servers) : PostgresTargetContract(servers)
{
    protected override string CreateTable =>
        """
        CREATE TABLE countries (title text, name varchar(20) COLLATE "und-x-icu", "number" bigint NOT NULL, active boolean, raw bytea, changed timestamptz, share double precision,
          id bigint GENERATED ALWAYS AS IDENTITY, doubled bigint GENERATED ALWAYS AS ("number" * 2) STORED, PRIMARY KEY ("number", name))
        """;

    protected override IReadOnlyList<string> KeyColumns { get; } = ["name", "number"];

    protected override IReadOnlyList<string> Columns { get; } = ["number", "title", "name", "active", "raw", "changed", "share"];

    // Half of a surrogate pair is no name, so names begin with whole characters here.
    protected override IReadOnlyList<string> Names => [.. base.Names.Where(name => !char.IsSurrogate(name[0]))];

    protected override IReadOnlyDictionary<string, string?> Row(string name, string value) => new Dictionary<string, string?>
    {
        ["name"] = name[..1],
        ["number"] = $"{name.Aggregate(0L, (sum, unit) => ((sum * 31) + unit) % 100_000_007) - 100}",
        ["title"] = value,
        ["active"] = value.Length % 2 == 0 ? "true" : "false",
        ["raw"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value)),
        ["changed"] = $"2024-02-29 12:00:00.{(value.Length % 9) + 1}+00",
        ["share"] = value.Length == 0 ? "1E+300" : $"{value.Length}.1",
    };

    protected override string Literal(string column, string? text) => column == "raw" ? $"decode('{text}', 'base64')" : base.Literal(column, text);
}
