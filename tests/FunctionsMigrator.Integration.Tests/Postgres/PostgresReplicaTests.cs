using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Lint.Replica;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>What a PostgreSQL target answers the linter, and what it measures of a script.</summary>
public sealed class PostgresReplicaTests(TestServers servers) : IAsyncLifetime
{
    private static readonly LintTable Orders = new(null, "orders");
    private static readonly ResourceSlice Scripts = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private PostgresPlaceFixture _place = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await PostgresPlaceFixture.CreateAsync(servers);
        await _place.Database.ExecuteAsync(
            """
            CREATE TABLE customers (id int PRIMARY KEY);
            INSERT INTO customers VALUES (1);
            CREATE TABLE orders (id int PRIMARY KEY, code varchar(50) NOT NULL, email text, customer int, "Odd ""name" text,
              CONSTRAINT odd CHECK ("Odd ""name" IS NOT NULL));
            INSERT INTO orders SELECT * FROM (VALUES (1, 'a', 'x', 1, ''), (2, 'a', 'a@example.com', 7, ''), (3, 'bb', 'y', NULL, ''), (4, 'c', 'y', 1, '')) AS v;
            ALTER TABLE orders ADD CONSTRAINT later CHECK (email IS NOT NULL) NOT VALID;
            """);
    }

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task A_table_is_described_with_what_is_known_of_its_size()
    {
        await using var target = await OpenAsync();
        var before = await target.Replica!.DescribeAsync(Orders, Cancellation);
        await _place.Database.ExecuteAsync("INSERT INTO orders SELECT i, 'x', 'x', NULL, '' FROM generate_series(10, 120000) AS i; ANALYZE orders;");
        var after = await target.Replica!.DescribeAsync(new LintTable("public", "orders"), Cancellation);

        Assert.NotNull(before);
        Assert.Equal(("integer", "character varying(50)"), (before.Columns["id"], before.Columns["code"]));
        Assert.Equal(["id"], before.PrimaryKey);
        Assert.Equal(["Odd \"name", "code", "id"], before.NeverNull.Order(StringComparer.Ordinal));
        Assert.NotEqual(true, before.IsBig);
        Assert.True(after!.IsBig);
        Assert.InRange(after.Rows!.Value, 119_000, 121_000);
        Assert.Null(await target.Replica!.DescribeAsync(new LintTable(null, "nothing"), Cancellation));
        Assert.Null(await target.Replica!.DescribeAsync(new LintTable("nowhere", "orders"), Cancellation));
    }

    [Fact]
    public async Task A_partitioned_table_is_as_big_as_its_partitions()
    {
        await _place.Database.ExecuteAsync(
            """
            CREATE TABLE events (at int) PARTITION BY RANGE (at);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (100000);
            CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (100000) TO (300000);
            INSERT INTO events SELECT * FROM generate_series(0, 199999);
            ANALYZE events;
            """);
        await using var target = await OpenAsync();

        Assert.True((await target.Replica!.DescribeAsync(new LintTable(null, "events"), Cancellation))!.IsBig);
    }

    [Theory]
    [InlineData(RowQuestionKind.Rows, "", 4)]
    [InlineData(RowQuestionKind.Nulls, "customer", 1)]
    [InlineData(RowQuestionKind.Duplicates, "code", 1)]
    [InlineData(RowQuestionKind.Duplicates, "code,email", 0)]
    [InlineData(RowQuestionKind.NoKey, "customer", 2)]
    [InlineData(RowQuestionKind.Orphans, "customer", 1)]
    [InlineData(RowQuestionKind.Breaking, "code", 3)]
    [InlineData(RowQuestionKind.TooLong, "code", 1)]
    [InlineData(RowQuestionKind.OutOfRange, "id", 2)]
    [InlineData(RowQuestionKind.Duplicates, "Odd \"name", 1)]
    public async Task Rows_are_counted(RowQuestionKind kind, string columns, long expected)
    {
        await using var target = await OpenAsync();
        var question = new RowQuestion(kind, Orders, columns.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Other = new LintTable(null, "customers"),
            OtherColumns = ["id"],
            Condition = "code = 'c'",
            Least = 2,
            Most = kind == RowQuestionKind.TooLong ? 1 : 3,
        };

        Assert.Equal(new RowCount(expected), await target.Replica!.CountAsync(question, Cancellation));
    }

    [Fact]
    public async Task A_question_waits_for_no_lock_and_says_why_it_has_no_number()
    {
        await using var target = await OpenAsync();
        await using var other = new Npgsql.NpgsqlConnection(_place.Database.ConnectionString);
        await other.OpenAsync(Cancellation);
        await using var held = await other.BeginTransactionAsync(Cancellation);
        await using (var command = new Npgsql.NpgsqlCommand("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE", other, held))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var count = await target.Replica!.CountAsync(new RowQuestion(RowQuestionKind.Rows, Orders, []), Cancellation);

        Assert.Equal((null, "somebody holds a lock on the table"), (count.Rows, count.Problem));
    }

    [Fact]
    public async Task A_measured_script_says_rows_locks_and_tables_that_were_written_anew()
    {
        await using var target = await OpenAsync();
        var claim = (await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation)).Value;
        const string Sql = "UPDATE orders SET email = 'z' WHERE id > 1;\nALTER TABLE orders ALTER COLUMN id TYPE bigint;\nCREATE INDEX i ON customers (id);\nCREATE TABLE fresh (id int);\nTRUNCATE fresh;";

        var measured = (await target.RunScriptAsync(claim, Scripts, Script("V1__types", Sql) with { Measure = true }, Cancellation)).Value.Measure!;
        var plain = (await target.RunScriptAsync(claim, Scripts, Script("V2__none", "UPDATE orders SET email = 'q';"), Cancellation)).Value.Measure;

        Assert.Equal([(1, 3L), (2, null), (3, null), (4, null), (5, null)], measured.Statements.Select(statement => (statement.Line, statement.Rows)));
        Assert.Equal([new LockMeasure("public.customers", "SHARE"), new LockMeasure("public.orders", "ACCESS EXCLUSIVE")], measured.Locks);
        Assert.Equal(["public.orders"], measured.Rewritten);
        Assert.Null(plain);
    }

    private static ScriptWrite Script(string key, string sql) => new(key, key, ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place($"sql/{key}.sql"), true);

    private async Task<ITarget> OpenAsync() => (await _place.Type(_time).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation)).Value;
}
