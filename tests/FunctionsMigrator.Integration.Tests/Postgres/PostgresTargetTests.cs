using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>What only PostgreSQL can do, and do wrong: rows.</summary>
public sealed class PostgresTargetTests(TestServers servers) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private PostgresPlaceFixture _place = null!;
    private int _changes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task A_server_that_archived_nothing_cannot_tell_when_it_was_backed_up()
    {
        var (target, _) = await ClaimedAsync();
        await using var open = target;

        var last = await target.LastBackupAsync(Cancellation);

        Assert.Empty(last.Findings);
        Assert.Null(last.Value);
    }

    [Theory]
    [InlineData("CREATE TABLE t (code text PRIMARY KEY)", "no column title, amount")]
    [InlineData("CREATE TABLE t (code text, title text, amount real)", "no unique key")]
    [InlineData("CREATE TABLE t (code text, title text, amount real, UNIQUE (code, title))", "(code, title)")]
    [InlineData("CREATE TABLE t (code text, title text, amount real); CREATE UNIQUE INDEX i ON t (code) WHERE amount > 1", "no unique key")]
    [InlineData("CREATE TABLE t (code text, title text, amount real); CREATE UNIQUE INDEX i ON t (lower(code))", "no unique key")]
    [InlineData("CREATE TABLE t (code text PRIMARY KEY, title text, amount int GENERATED ALWAYS AS (length(title)) STORED)", "computed")]
    [InlineData("CREATE TABLE t (code double precision PRIMARY KEY, title text, amount int)", "real number")]
    public async Task A_table_that_does_not_fit_is_a_finding_that_names_the_columns(string create, string expected)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync(create);
        var slice = Slice("t", ["code"], ["code", "title", "amount"]);

        var read = await Assert.ThrowsAsync<TargetException>(() => ReadAsync(target, slice));
        var written = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "a"), ("title", "b"), ("amount", "1"))], Cancellation);

        Assert.Equal(TargetCodes.TableMismatch.Code, read.Finding.Code);
        Assert.Contains(expected, read.Finding.Message, StringComparison.Ordinal);
        Assert.Equal(read.Finding, Assert.Single(written.Findings));
    }

    [Theory]
    [InlineData("integer", "5", "5", "6")]
    [InlineData("bigint", "-9223372036854775808", "-9223372036854775808", "0")]
    [InlineData("boolean", "true", "true", "false")]
    [InlineData("double precision", "1e300", "1E+300", "0.1")]
    [InlineData("real", "0.1", "0.1", "2")]
    [InlineData("double precision", "'Infinity'", "Infinity", "1")]
    [InlineData("numeric(10,2)", "1.10", "1.1", "2")]
    [InlineData("numeric", "123456789012345678901234567890.5", "123456789012345678901234567890.5", "2")]
    [InlineData("numeric", "'NaN'", "NaN", "2")]
    [InlineData("bytea", "'\\x00ff'", "AP8=", "AAAA")]
    [InlineData("varchar(3)", "'abc'", "abc", "x")]
    [InlineData("char(3)", "'a'", "a", "bc")]
    [InlineData("date", "'2024-02-29'", "2024-02-29", "2025-01-01")]
    [InlineData("timestamptz", "'2024-02-29 12:00:00.5+02'", "2024-02-29 10:00:00.5+00", "2025-01-01 00:00:00+00")]
    [InlineData("interval", "'1 year 2 days 03:04:05'", "1 year 2 days 03:04:05", "1 day")]
    [InlineData("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000")]
    [InlineData("jsonb", "'{\"b\":1,\"a\":[]}'", "{\"a\": [], \"b\": 1}", "{}")]
    [InlineData("text[]", "'{a,NULL,\"b c\"}'", "{a,NULL,\"b c\"}", "{}")]
    [InlineData("inet", "'10.0.0.1/8'", "10.0.0.1/8", "::1/128")]
    [InlineData("mood", "'sad'", "sad", "ok")]
    [InlineData("positive", "7", "7", "8")]
    [InlineData("int4range", "'[1,5]'", "[1,6)", "empty")]
    [InlineData("text", "NULL", null, "x")]
    public async Task Values_of_any_type_are_read_written_and_restored_exactly(string type, string literal, string? expected, string other)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync(
            $"CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE DOMAIN positive AS integer CHECK (value > 0); CREATE TABLE t (id int PRIMARY KEY, value {type}); INSERT INTO t VALUES (1, {literal})");
        var stored = await _place.Database.QueryAsync("SELECT value::text FROM t");
        var slice = Slice("t", ["id"], ["id", "value"]);
        var item = Assert.Single(await ReadAsync(target, slice));
        Assert.Equal(expected, RowJson.ParseContent(item.Content.Inline!.Value.Span)["value"]);
        var content = Content(("id", "1"), ("value", other));

        await WriteAsync(target, claim, slice, new ItemWrite("away", item.Key, item.Checksum, Digest.Of(content), ItemContent.Of(content), true));
        Assert.NotEqual(stored, await _place.Database.QueryAsync("SELECT value::text FROM t"));
        await WriteAsync(target, claim, slice, new ItemWrite("back", item.Key, Digest.Of(content), item.Checksum, item.Content, true));

        Assert.Equal(stored, await _place.Database.QueryAsync("SELECT value::text FROM t"));
    }

    [Theory]
    [InlineData("numeric(10, 1)", "1.25", "TGT023", "[\"2\"]")]
    [InlineData("date", "1 January 2024", "TGT023", "[\"2\"]")]
    [InlineData("varchar(3)", "four", "TGT024", "[\"2\"]")]
    [InlineData("uuid", "none", "TGT024", "[\"2\"]")]
    [InlineData("integer CHECK (value < 5)", "7", "TGT024", "[\"2\"]")]
    [InlineData("integer NOT NULL", null, "TGT024", "[\"2\"]")]
    public async Task A_value_that_the_column_does_not_take_is_a_finding_that_names_the_row_and_nothing_is_written(string type, string? text, string code, string key)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync($"CREATE TABLE t (id int PRIMARY KEY, value {type})");
        var fits = type[..3] switch { "dat" => "2024-01-01", "uui" => "00000000-0000-0000-0000-000000000000", _ => "1" };

        var outcome = await target.WriteAsync(
            claim, Slice("t", ["id"], ["id", "value"]), [Create(["id"], ("id", "1"), ("value", fits)), Create(["id"], ("id", "2"), ("value", text))], Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(code, finding.Code);
        Assert.Contains(key, finding.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await _place.Database.QueryAsync("SELECT count(*) FROM t"));
        Assert.Equal(["0"], await _place.Database.QueryAsync("SELECT count(*) FROM fm.receipts"));
    }

    [Fact]
    public async Task A_row_that_a_set_of_rows_was_refused_for_is_named_with_its_place_and_nothing_stays()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL UNIQUE)");
        var writes = Enumerable.Range(1, 500)
            .Select(row => Create(["id"], ("id", $"{row}"), ("name", row == 499 ? "name 7" : $"name {row}")) with { Place = new Place("metadata/t.csv", 99_500 + row, 1) })
            .ToList();

        var refused = await target.WriteAsync(claim, Slice("t", ["id"], ["id", "name"]), writes, Cancellation);

        var finding = Assert.Single(refused.Findings);
        Assert.Equal((TargetCodes.Refused.Code, 99_999), (finding.Code, finding.Place!.Line));
        Assert.StartsWith("""metadata/t.csv:99999:1: Table t refused row ["499"]: duplicate key""", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("name 7", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await _place.Database.QueryAsync("SELECT count(*) FROM t"));
        await WriteAsync(target, claim, Slice("t", ["id"], ["id", "name"]), [.. writes.Where(write => write.Key != """["499"]""")]);
    }

    [Fact]
    public async Task A_batch_is_one_set_for_foreign_keys_of_the_table_to_itself()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync("CREATE TABLE t (code text PRIMARY KEY, part_of text REFERENCES t)");
        var slice = Slice("t", ["code"], ["code", "part_of"]);

        await WriteAsync(target, claim, slice, Create(["code"], ("code", "a"), ("part_of", "c")), Create(["code"], ("code", "b"), ("part_of", "a")), Create(["code"], ("code", "c"), ("part_of", null)));
        var items = await ReadAsync(target, slice);
        await WriteAsync(target, claim, slice, [.. items.Select(item => new ItemWrite(Next(), item.Key, item.Checksum, null, null, false))]);

        Assert.Equal(["0"], await _place.Database.QueryAsync("SELECT count(*) FROM t"));
        await WriteAsync(target, claim, slice, [.. items.Select(item => new ItemWrite(Next(), item.Key, null, item.Checksum, item.Content, false))]);
        Assert.Equal(items.Select(item => item.Checksum), (await ReadAsync(target, slice)).Select(item => item.Checksum));
    }

    [Fact]
    public async Task The_fingerprint_of_managed_rows_counts_all_of_them_and_sees_every_value()
    {
        var (target, _) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t SELECT n, 'x' || n, NULL FROM generate_series(1, 300) AS n");
        var scope = new FingerprintScope([Slice("t", ["id"], ["id", "a", "b"])], [], VerifyRows: 10);
        var before = Value(await target.FingerprintAsync(scope, Cancellation));

        var seen = new List<Digest> { before.Content };
        foreach (var change in (string[])["UPDATE t SET a = 'x7' WHERE id = 299", "UPDATE t SET a = NULL, b = 'x7' WHERE id = 299", "UPDATE t SET b = 'x299' WHERE id = 299"])
        {
            await _place.Database.ExecuteAsync(change);
            seen.Add(Value(await target.FingerprintAsync(scope, Cancellation)).Content);
        }

        await _place.Database.ExecuteAsync("UPDATE t SET a = 'x299', b = NULL WHERE id = 299");
        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(before, Value(await target.FingerprintAsync(scope, Cancellation)));
    }

    [Fact]
    public async Task A_key_that_means_the_same_but_is_written_otherwise_or_is_no_value_names_no_row()
    {
        var (target, _) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync("CREATE TABLE t (number int UNIQUE, code char(3) UNIQUE); INSERT INTO t VALUES (5, 'a'), (NULL, 'b')");

        var numbers = await target.ReadManyAsync(Slice("t", ["number"], ["number"]), ["""["05"]""", """["5"]""", """["many"]""", """["99999999999"]""", """["\u0000"]"""], Cancellation);
        var codes = await target.ReadManyAsync(Slice("t", ["code"], ["code"]), ["""["a "]""", """["a"]"""], Cancellation);

        Assert.Equal([null, """["5"]""", null, null, null], numbers.Select(item => item?.Key));
        Assert.Equal([null, """["a"]"""], codes.Select(item => item?.Key));
        Assert.Equal("""["5"]""", Assert.Single(await ReadAsync(target, Slice("t", ["number"], ["number"]))).Key);
    }

    [Theory]
    [InlineData("CASCADE")]
    [InlineData("SET NULL")]
    public async Task A_deletion_that_would_change_other_rows_is_refused(string rule)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync($"CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE child (t int REFERENCES t ON DELETE {rule}); INSERT INTO t VALUES (1), (2); INSERT INTO child VALUES (2), (2)");
        var slice = Slice("t", ["id"], ["id"]);
        var items = await ReadAsync(target, slice);

        var refused = await target.WriteAsync(claim, slice, [.. items.Select(item => new ItemWrite(Next(), item.Key, item.Checksum, null, null, false))], Cancellation);

        var finding = Assert.Single(refused.Findings);
        Assert.Equal(TargetCodes.Refused.Code, finding.Code);
        Assert.Contains("2 rows of child", finding.Message, StringComparison.Ordinal);
        Assert.Contains("""["2"]""", finding.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await ReadAsync(target, slice)).Count);
    }

    [Fact]
    public async Task Columns_that_nobody_manages_come_back_exactly_with_a_deleted_row()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync(
            """
            CREATE TABLE t (code text PRIMARY KEY, id bigint GENERATED ALWAYS AS IDENTITY, exact numeric, raw bytea, note text DEFAULT 'new', twice bigint GENERATED ALWAYS AS (length(code) * 2) STORED);
            INSERT INTO t (code, exact, raw, note) VALUES ('a', 1.10, '\x00ff', NULL)
            """);
        var stored = await _place.Database.QueryAsync("SELECT t::text FROM t");
        var slice = Slice("t", ["code"], ["code"]);
        var item = Assert.Single(await ReadAsync(target, slice));

        await WriteAsync(target, claim, slice, new ItemWrite(Next(), item.Key, item.Checksum, null, null, false));
        await WriteAsync(target, claim, slice, new ItemWrite(Next(), item.Key, null, item.Checksum, item.Content, false));

        Assert.Equal(stored, await _place.Database.QueryAsync("SELECT t::text FROM t"));
    }

    [Fact]
    public async Task A_trigger_that_changes_what_was_written_is_found_and_nothing_stays()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await _place.Database.ExecuteAsync(
            """
            CREATE TABLE t (code text PRIMARY KEY, title text);
            CREATE FUNCTION up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.title = upper(new.title); RETURN new; END $$;
            CREATE TRIGGER up BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION up()
            """);

        var outcome = await target.WriteAsync(claim, Slice("t", ["code"], ["code", "title"]), [Create(["code"], ("code", "a"), ("title", "small"))], Cancellation);

        Assert.Equal(TargetCodes.NotKept.Code, Assert.Single(outcome.Findings).Code);
        Assert.Equal(["0"], await _place.Database.QueryAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_row_that_somebody_locks_is_waited_for_no_longer_than_the_lock_timeout()
    {
        await _place.Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, value int); INSERT INTO t VALUES (1, 1)");
        var binding = _place.Bind(new { connection = new { secret = "orders" }, lockTimeout = "50ms" });
        await using var target = Value(await _place.Type(_time).OpenAsync(binding, TargetAccess.Apply, Cancellation));
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation));
        var slice = Slice("t", ["id"], ["id", "value"]);
        var item = Assert.Single(await ReadAsync(target, slice));
        var content = Content(("id", "1"), ("value", "2"));
        var write = new ItemWrite(Next(), item.Key, item.Checksum, Digest.Of(content), ItemContent.Of(content), true);
        await using var other = new NpgsqlConnection(_place.Database.ConnectionString);
        await other.OpenAsync(Cancellation);
        await using (var transaction = await other.BeginTransactionAsync(Cancellation))
        {
            await using var hold = new NpgsqlCommand("SELECT * FROM t FOR UPDATE", other, transaction);
            await hold.ExecuteNonQueryAsync(Cancellation);

            Assert.Equal(TargetCodes.Busy.Code, Assert.Single((await target.WriteAsync(claim, slice, [write], Cancellation)).Findings).Code);
        }

        Assert.Equal(WriteStatus.Applied, Value(await target.WriteAsync(claim, slice, [write], Cancellation))[0].Status);
    }

    [Fact]
    public async Task Another_server_process_goes_on_where_a_server_that_was_cut_off_stood()
    {
        await using var server = await PostgresServer.StartAsync(durable: true, Cancellation);
        await server.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, value int)", cancellation: Cancellation);
        var binding = _place.BindSecret("durable", server.ConnectionString());
        await using var target = Value(await _place.Type(_time).OpenAsync(binding, TargetAccess.Apply, Cancellation));
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation));
        var slice = Slice("t", ["id"], ["id", "value"]);
        IReadOnlyList<ItemWrite> batch = [Create(["id"], ("id", "1"), ("value", "1"))];
        var first = Value(await target.WriteAsync(claim, slice, batch, Cancellation));

        await server.StopAsync();
        var gone = Assert.Single((await target.WriteAsync(claim, slice, batch, Cancellation)).Findings);
        await server.StartAsync(Cancellation);
        var again = Value(await target.WriteAsync(claim, slice, batch, Cancellation));

        Assert.Equal(TargetCodes.Unreachable.Code, gone.Code);
        Assert.Equal(first, again);
        Assert.Single(await ReadAsync(target, slice));
    }

    [Fact]
    public async Task Names_of_any_spelling_are_quoted_and_schemas_are_kept_apart()
    {
        await _place.Database.ExecuteAsync("""CREATE SCHEMA "My "" app"; CREATE TABLE "My "" app"."Odd; table" ("Key, one" text PRIMARY KEY, "sel""ect" text); CREATE TABLE "Odd; table" ("Key, one" text PRIMARY KEY)""");
        var binding = _place.Bind(new { connection = new { secret = "orders" }, schema = "My \" app", bookkeeping = "Fm \" books" });
        await using var target = Value(await _place.Type(_time).OpenAsync(binding, TargetAccess.Apply, Cancellation));
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation));

        await WriteAsync(target, claim, Slice("Odd; table", ["Key, one"], ["Key, one", "sel\"ect"]), Create(["Key, one"], ("Key, one", "'; --"), ("sel\"ect", "$1")));

        Assert.Equal(["$1"], await _place.Database.QueryAsync("""SELECT "sel""ect" FROM "My "" app"."Odd; table" """));
        Assert.Equal(["0"], await _place.Database.QueryAsync("""SELECT count(*) FROM public."Odd; table" """));
    }

    private static ResourceSlice Slice(string table, IReadOnlyList<string> key, IReadOnlyList<string> columns) =>
        new(table, ResourceKind.ReferenceData, $"rows:{table}", 0, new TableSlice(table, key, columns));

    private static byte[] Content(params (string Column, string? Text)[] row) => RowJson.Content(row.Select(cell => KeyValuePair.Create(cell.Column, cell.Text)));

    private static async Task<IReadOnlyList<LiveItem>> ReadAsync(ITarget target, ResourceSlice slice)
    {
        var items = new List<LiveItem>();
        await foreach (var item in target.ReadAsync(slice, Cancellation))
        {
            items.Add(item);
        }

        return items;
    }

    private static async Task WriteAsync(ITarget target, Claim claim, ResourceSlice slice, params ItemWrite[] batch) =>
        Assert.All(Value(await target.WriteAsync(claim, slice, batch, Cancellation)), result => Assert.Equal(WriteStatus.Applied, result.Status));

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }

    private ItemWrite Create(IReadOnlyList<string> key, params (string Column, string? Text)[] row)
    {
        var content = Content(row);
        return new ItemWrite(Next(), RowJson.Key([.. key.Select(column => row.First(cell => cell.Column == column).Text!)]), null, Digest.Of(content), ItemContent.Of(content), false);
    }

    private string Next() => $"{++_changes:D6}";

    private async Task<(ITarget Target, Claim Claim)> ClaimedAsync()
    {
        var target = Value(await _place.Type(_time).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation));
        return (target, Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation)));
    }
}
