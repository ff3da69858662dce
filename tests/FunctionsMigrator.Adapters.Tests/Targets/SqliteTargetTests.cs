using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>What only a SQLite database can do, and do wrong.</summary>
public sealed class SqliteTargetTests : IDisposable
{
    private static readonly ResourceSlice Schema = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private readonly SqlitePlaceFixture _place = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private int _changes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("CREATE TABLE t (code TEXT PRIMARY KEY)", "no column title, amount")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL)", "no unique key")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL, UNIQUE (code, title))", "(code, title)")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL); CREATE UNIQUE INDEX i ON t (code) WHERE amount > 1", "no unique key")]
    [InlineData("CREATE TABLE t (code TEXT, title TEXT, amount REAL); CREATE UNIQUE INDEX i ON t (lower(code))", "no unique key")]
    [InlineData("CREATE TABLE t (code TEXT PRIMARY KEY, title TEXT, amount REAL AS (length(title)))", "computed")]
    public async Task A_table_that_does_not_fit_is_a_finding_that_names_the_columns(string create, string expected)
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute(create);
        var slice = Slice("t", ["code"], ["code", "title", "amount"]);

        var read = await Assert.ThrowsAsync<TargetException>(() => ReadAsync(target, slice));
        var written = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "a"), ("title", "b"), ("amount", "1"))], Cancellation);

        Assert.Equal(TargetCodes.TableMismatch.Code, read.Finding.Code);
        Assert.Contains(expected, read.Finding.Message, StringComparison.Ordinal);
        Assert.Equal(read.Finding, Assert.Single(written.Findings));
    }

    [Fact]
    public async Task A_missing_table_is_empty_and_cannot_be_written()
    {
        var (target, claim) = await ClaimedAsync();
        var slice = Slice("t", ["code"], ["code"]);

        Assert.Empty(await ReadAsync(target, slice));
        var finding = Assert.Single((await target.WriteAsync(claim, slice, [Create(["code"], ("code", "a"))], Cancellation)).Findings);

        Assert.Equal(TargetCodes.TableMismatch.Code, finding.Code);
        Assert.Contains("script", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INTEGER", "5", "5")]
    [InlineData("INTEGER", "'05'", "5")]
    [InlineData("BIGINT", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("INTEGER", "'many'", "many")]
    [InlineData("INTEGER", "1.5", "1.5")]
    [InlineData("BOOLEAN", "1", "true")]
    [InlineData("BOOL", "0", "false")]
    [InlineData("BOOLEAN", "2", "2")]
    [InlineData("REAL", "5", "5")]
    [InlineData("DOUBLE PRECISION", "0.1", "0.1")]
    [InlineData("FLOAT", "1e300", "1E+300")]
    [InlineData("DECIMAL(10,2)", "'1.10'", "1.1")]
    [InlineData("NUMERIC", "'100'", "100")]
    [InlineData("NUMERIC", "1e20", "100000000000000000000")]
    [InlineData("BLOB", "x'00FF'", "AP8=")]
    [InlineData("VARCHAR(3)", "'longer than three'", "longer than three")]
    [InlineData("TEXT", "5", "5")]
    [InlineData("DATE", "'2024-02-29'", "2024-02-29")]
    [InlineData("DATE", "2024", "2024")]
    [InlineData("", "'text'", "text")]
    [InlineData("TEXT", "NULL", null)]
    public async Task Values_are_read_as_their_columns_type_says_and_are_restored_exactly(string type, string literal, string? expected)
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute($"CREATE TABLE t (id INTEGER PRIMARY KEY, value {type})");
        _place.Execute($"INSERT INTO t VALUES (1, {literal})");
        var stored = _place.Query("SELECT typeof(value), value FROM t")[0];
        var slice = Slice("t", ["id"], ["id", "value"]);
        var item = Assert.Single(await ReadAsync(target, slice));
        Assert.Equal(expected, RowJson.ParseContent(item.Content.Inline!.Value.Span)["value"]);
        var otherText = type is "BLOB" ? "AAAA" : type is "BOOLEAN" or "BOOL" ? expected == "true" ? "false" : "true" : "77";
        var other = Content(("id", "1"), ("value", otherText));

        await WriteAsync(target, claim, slice, new ItemWrite("away", item.Key, item.Checksum, Digest.Of(other), ItemContent.Of(other), true));
        Assert.NotEqual(stored, _place.Query("SELECT typeof(value), value FROM t")[0]);
        await WriteAsync(target, claim, slice, new ItemWrite("back", item.Key, Digest.Of(other), item.Checksum, item.Content, true));

        Assert.Equal(stored, _place.Query("SELECT typeof(value), value FROM t")[0]);
    }

    [Theory]
    [InlineData("TEXT", "x'41'", "bytes")]
    [InlineData("BLOB", "'text'", "text")]
    [InlineData("", "5", "a whole number")]
    [InlineData("REAL", "9e999", "a real number")]
    [InlineData("TEXT", "CAST(x'FF' AS TEXT)", "no UTF-8")]
    public async Task A_value_that_could_not_be_restored_is_a_finding_that_names_row_and_column(string type, string literal, string expected)
    {
        var (target, _) = await ClaimedAsync();
        _place.Execute($"CREATE TABLE t (id INTEGER PRIMARY KEY, value {type})");
        _place.Execute($"INSERT INTO t VALUES (7, {literal})");

        var read = await Assert.ThrowsAsync<TargetException>(() => ReadAsync(target, Slice("t", ["id"], ["id", "value"])));

        Assert.Equal(TargetCodes.TableMismatch.Code, read.Finding.Code);
        Assert.Contains("""["7"]""", read.Finding.Message, StringComparison.Ordinal);
        Assert.Contains("value", read.Finding.Message, StringComparison.Ordinal);
        Assert.Contains(expected, read.Finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_the_column_does_not_hold_exactly_is_not_kept()
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, amount DECIMAL(30,10))");
        var slice = Slice("t", ["id"], ["id", "amount"]);

        var outcome = await target.WriteAsync(
            claim, slice, [Create(["id"], ("id", "1"), ("amount", "1.5")), Create(["id"], ("id", "2"), ("amount", "12345678901234567890.12345"))], Cancellation);

        Assert.Equal(TargetCodes.NotKept.Code, Assert.Single(outcome.Findings).Code);
        Assert.Empty(await ReadAsync(target, slice));
    }

    [Fact]
    public async Task A_key_that_means_the_same_but_is_written_otherwise_names_no_row()
    {
        var (target, _) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (code TEXT COLLATE NOCASE PRIMARY KEY, number INTEGER UNIQUE); INSERT INTO t VALUES ('DE', 5)");

        Assert.Equal([null, """["DE"]"""], (await target.ReadManyAsync(Slice("t", ["code"], ["code"]), ["""["de"]""", """["DE"]"""], Cancellation)).Select(item => item?.Key));
        Assert.Equal([null, """["5"]"""], (await target.ReadManyAsync(Slice("t", ["number"], ["number"]), ["""["05"]""", """["5"]"""], Cancellation)).Select(item => item?.Key));
    }

    [Fact]
    public async Task Rows_without_a_key_are_no_items()
    {
        var (target, _) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (code TEXT UNIQUE, title TEXT); INSERT INTO t VALUES (NULL, 'a'), (NULL, 'b'), ('c', 'd')");

        Assert.Equal("""["c"]""", Assert.Single(await ReadAsync(target, Slice("t", ["code"], ["code", "title"]))).Key);
    }

    [Fact]
    public async Task Two_rows_that_no_key_tells_apart_are_a_finding()
    {
        var (target, _) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (active BOOLEAN UNIQUE); INSERT INTO t VALUES (1), ('true')");

        var read = await Assert.ThrowsAsync<TargetException>(() => ReadAsync(target, Slice("t", ["active"], ["active"])));

        Assert.Equal(TargetCodes.TableMismatch.Code, read.Finding.Code);
    }

    [Fact]
    public async Task Columns_that_nobody_manages_keep_their_values_and_come_back_with_a_deleted_row()
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT UNIQUE, title TEXT, \"odd \"\"name\" BLOB NOT NULL, note TEXT DEFAULT 'x')");
        _place.Execute("INSERT INTO t VALUES (42, 'a', 'old', x'00FF', 'seen'), (43, 'b', 'old', 'text', NULL)");
        var before = _place.Query("SELECT * FROM t ORDER BY id");
        var slice = Slice("t", ["code"], ["code", "title"]);
        var items = await ReadAsync(target, slice);
        var changed = Content(("code", "a"), ("title", "new"));

        await WriteAsync(target, claim, slice, new ItemWrite("1", items[0].Key, items[0].Checksum, Digest.Of(changed), ItemContent.Of(changed), true));
        Assert.Equal([42L, "a", "new", new byte[] { 0, 255 }, "seen"], _place.Query("SELECT * FROM t WHERE id = 42")[0]);
        await WriteAsync(target, claim, slice, new ItemWrite("2", items[0].Key, Digest.Of(changed), null, null, true), new ItemWrite("3", items[1].Key, items[1].Checksum, null, null, true));
        Assert.Empty(_place.Query("SELECT * FROM t"));
        await WriteAsync(
            target, claim, slice, new ItemWrite("4", items[0].Key, null, Digest.Of(changed), ItemContent.Of(changed), true), new ItemWrite("5", items[1].Key, null, items[1].Checksum, items[1].Content, true));
        await WriteAsync(target, claim, slice, new ItemWrite("6", items[0].Key, Digest.Of(changed), items[0].Checksum, items[0].Content, true));

        Assert.Equal(before, _place.Query("SELECT * FROM t ORDER BY id"));
        Assert.Empty(_place.Query("SELECT * FROM fm_removed"));
    }

    [Fact]
    public async Task What_a_deleted_row_leaves_behind_is_dropped_after_thirty_days()
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY, note TEXT); INSERT INTO t VALUES ('a', 'private')");
        var slice = Slice("t", ["code"], ["code"]);
        var item = Assert.Single(await ReadAsync(target, slice));
        await WriteAsync(target, claim, slice, new ItemWrite("1", item.Key, item.Checksum, null, null, true));
        Assert.Single(_place.Query("SELECT * FROM fm_removed"));

        _time.Advance(TimeSpan.FromDays(31));
        await target.ClaimAsync(new ClaimRequest("store", "later"), Cancellation);

        Assert.Empty(_place.Query("SELECT * FROM fm_removed"));
    }

    [Fact]
    public async Task A_row_that_the_table_refuses_is_a_finding_in_SQLites_words_and_nothing_of_the_batch_stays()
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY, title TEXT NOT NULL UNIQUE)");
        var slice = Slice("t", ["code"], ["code", "title"]);

        var outcome = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "a"), ("title", "x")), Create(["code"], ("code", "b"), ("title", "x"))], Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(TargetCodes.Refused.Code, finding.Code);
        Assert.Contains("UNIQUE constraint failed: t.title", finding.Message, StringComparison.Ordinal);
        Assert.Contains("""["b"]""", finding.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAsync(target, slice));
    }

    [Fact]
    public async Task Foreign_keys_count_when_the_batch_is_whole()
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY, parent TEXT REFERENCES t (code))");
        var slice = Slice("t", ["code"], ["code", "parent"]);

        await WriteAsync(target, claim, slice, Create(["code"], ("code", "a"), ("parent", "b")), Create(["code"], ("code", "b"), ("parent", null)));
        var outcome = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "c"), ("parent", "nowhere"))], Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(TargetCodes.Refused.Code, finding.Code);
        Assert.Contains("1 more rows of t point to no row of t", finding.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await ReadAsync(target, slice)).Count);
    }

    [Fact]
    public async Task A_deletion_that_would_take_other_rows_along_is_refused()
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY); CREATE TABLE child (id INTEGER PRIMARY KEY, code TEXT REFERENCES t ON DELETE CASCADE)");
        _place.Execute("INSERT INTO t VALUES ('a'), ('b'); INSERT INTO child VALUES (1, 'a'), (2, 'a')");
        var slice = Slice("t", ["code"], ["code"]);
        var items = await ReadAsync(target, slice);

        var refused = await target.WriteAsync(claim, slice, [new ItemWrite("1", items[0].Key, items[0].Checksum, null, null, true)], Cancellation);
        await WriteAsync(target, claim, slice, new ItemWrite("2", items[1].Key, items[1].Checksum, null, null, true));

        Assert.Contains("2 rows of child (ON DELETE CASCADE)", Assert.Single(refused.Findings).Message, StringComparison.Ordinal);
        Assert.Equal(2, _place.Query("SELECT * FROM child").Count);
    }

    [Fact]
    public async Task A_script_may_make_a_table_anew_without_losing_what_points_to_it()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (code TEXT PRIMARY KEY); CREATE TABLE child (code TEXT REFERENCES t ON DELETE CASCADE); INSERT INTO t VALUES ('a'); INSERT INTO child VALUES ('a');");

        await RunAsync(target, claim, "CREATE TABLE n (code TEXT PRIMARY KEY, title TEXT); INSERT INTO n SELECT code, NULL FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;");
        var broken = await target.RunScriptAsync(claim, Schema, Script("DELETE FROM t; CREATE TABLE x (a); DROP TABLE x;"), Cancellation);

        Assert.Single(_place.Query("SELECT * FROM child"));
        Assert.Contains("1 more rows of child point to no row of t", Assert.Single(broken.Findings).Message, StringComparison.Ordinal);
        Assert.Single(_place.Query("SELECT * FROM t"));
    }

    [Fact]
    public async Task A_script_without_dropped_tables_runs_with_foreign_keys_on()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (code TEXT PRIMARY KEY); CREATE TABLE child (code TEXT REFERENCES t);");

        var broken = await target.RunScriptAsync(claim, Schema, Script("INSERT INTO child VALUES ('nowhere');"), Cancellation);

        Assert.Contains("FOREIGN KEY constraint failed", Assert.Single(broken.Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM fm_history")]
    [InlineData("DROP TABLE fm_target")]
    [InlineData("UPDATE FM_TARGET SET claim = 0")]
    [InlineData("ALTER TABLE fm_receipts ADD COLUMN a")]
    [InlineData("CREATE INDEX i ON fm_receipts (at)")]
    [InlineData("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM fm_receipts; END")]
    public async Task The_bookkeeping_is_closed_to_scripts(string statement)
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a)");
        var outcome = await target.RunScriptAsync(claim, Schema, Script(statement + (statement.Contains("TRIGGER", StringComparison.Ordinal) ? "; INSERT INTO t VALUES (1)" : "")), Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(TargetCodes.ScriptFailed.Code, finding.Code);
        Assert.Contains("belongs to the migrator", finding.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await target.ReadMarkerAsync(Cancellation)).Value!.Claim);
    }

    [Theory]
    [InlineData("PRAGMA foreign_keys = OFF")]
    [InlineData("VACUUM")]
    [InlineData("BEGIN")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("SAVEPOINT s")]
    [InlineData("ATTACH 'other.db' AS other")]
    public async Task Statements_that_reach_beyond_the_script_are_refused(string statement)
    {
        var (target, claim) = await ClaimedAsync();

        var outcome = await target.RunScriptAsync(claim, Schema, Script("CREATE TABLE t (a);\n/* c */ " + statement.ToLowerInvariant() + ";"), Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal((TargetCodes.StatementRefused.Code, 2), (finding.Code, finding.Place!.Line));
        Assert.Empty(_place.Query("SELECT 1 FROM sqlite_schema WHERE name = 't'"));
    }

    [Fact]
    public async Task A_script_that_ends_its_own_transaction_leaves_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1);");

        var outcome = await target.RunScriptAsync(claim, Schema, Script("INSERT INTO t VALUES (2); INSERT OR ROLLBACK INTO t VALUES (1); INSERT INTO t VALUES (3);"), Cancellation);

        Assert.Equal(TargetCodes.ScriptFailed.Code, Assert.Single(outcome.Findings).Code);
        Assert.Single(_place.Query("SELECT * FROM t"));
    }

    [Fact]
    public async Task Triggers_with_bodies_are_one_statement()
    {
        var (target, claim) = await ClaimedAsync();

        await RunAsync(target, claim, "CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = a + 1; DELETE FROM t WHERE a > 5; END; INSERT INTO t VALUES (1);");

        Assert.Equal([2L], _place.Query("SELECT a FROM t")[0]);
    }

    [Theory]
    [InlineData("ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'x'", "ALTER TABLE t DROP COLUMN c")]
    [InlineData("ALTER TABLE t RENAME COLUMN b TO bb", "ALTER TABLE t RENAME COLUMN bb TO b")]
    [InlineData("ALTER TABLE t RENAME TO u", "ALTER TABLE u RENAME TO t")]
    [InlineData("DROP VIEW v", "create view  V as /* again */ select A\nfrom t")]
    [InlineData("DROP INDEX i", "CREATE INDEX i ON \"t\"(b)")]
    [InlineData("CREATE TABLE n (a INTEGER PRIMARY KEY, b TEXT)", "DROP TABLE n")]
    public async Task What_is_taken_back_by_another_wording_has_the_same_structure(string change, string undo)
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (\n  a INTEGER PRIMARY KEY, -- key\n  b TEXT COLLATE NOCASE CHECK (b <> '')\n); CREATE INDEX i ON t (b); CREATE VIEW V AS SELECT a FROM t;");
        var before = await StructureAsync(target);

        await RunAsync(target, claim, change);
        Assert.NotEqual(before, await StructureAsync(target));
        await RunAsync(target, claim, undo);

        Assert.Equal(before, await StructureAsync(target));
    }

    [Theory]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT, c INT", "a INTEGER PRIMARY KEY, c INT, b TEXT")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT NOT NULL")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT DEFAULT ''")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT UNIQUE")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT COLLATE NOCASE")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT CHECK (b <> 'x')", "a INTEGER PRIMARY KEY, b TEXT CHECK (b <> 'X')")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id)", "a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id) ON DELETE CASCADE")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id)", "a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT AS (a + 1)", "a INTEGER PRIMARY KEY, b TEXT AS (a + 2)")]
    public async Task Structures_that_differ_have_different_checksums(string one, string other)
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, $"CREATE TABLE t ({one})");
        var before = await StructureAsync(target);

        await RunAsync(target, claim, $"DROP TABLE t; CREATE TABLE t ({other});");

        Assert.NotEqual(before, await StructureAsync(target));
    }

    [Fact]
    public async Task The_order_in_which_things_were_made_and_the_bookkeeping_do_not_count()
    {
        _place.Execute("CREATE TABLE b (x TEXT); CREATE TABLE a (x TEXT); CREATE INDEX j ON a (x); CREATE INDEX i ON a (x DESC)");
        await using var plan = (await new SqliteTargetType(_place.Base, _time).OpenAsync(SqlitePlaceFixture.Binding, TargetAccess.Plan, Cancellation)).Value;
        var before = await StructureAsync(plan);

        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "DROP TABLE b; DROP INDEX j; CREATE INDEX j ON a (x); CREATE TABLE b (x TEXT);");

        Assert.Equal(before, await StructureAsync(target));
    }

    [Fact]
    public async Task Reading_leaves_no_file_beside_the_database()
    {
        var (target, _) = await ClaimedAsync();
        await target.DisposeAsync();
        _place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY); INSERT INTO t VALUES ('a')");
        Assert.Equal("wal", _place.Query("PRAGMA journal_mode")[0][0]);

        await using (var plan = (await new SqliteTargetType(_place.Base, _time).OpenAsync(SqlitePlaceFixture.Binding, TargetAccess.Plan, Cancellation)).Value)
        {
            Assert.Single(await ReadAsync(plan, Slice("t", ["code"], ["code"])));
            await StructureAsync(plan);
            await Assert.ThrowsAsync<InvalidOperationException>(() => plan.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));
        }

        Assert.Equal(["orders.db"], Directory.GetFiles(Path.GetDirectoryName(_place.File)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_newer_bookkeeping_is_a_finding()
    {
        var (target, claim) = await ClaimedAsync();
        _place.Execute("UPDATE fm_target SET format = 2");

        Assert.Equal(TargetCodes.Newer.Code, Assert.Single((await target.ReadMarkerAsync(Cancellation)).Findings).Code);
        Assert.Equal(TargetCodes.Newer.Code, Assert.Single((await target.RunScriptAsync(claim, Schema, Script("SELECT 1"), Cancellation)).Findings).Code);
    }

    [Fact]
    public async Task The_history_cannot_be_edited()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (a)");

        Assert.ThrowsAny<Exception>(() => _place.Execute("DELETE FROM fm_history"));
        Assert.ThrowsAny<Exception>(() => _place.Execute("UPDATE fm_history SET checksum = NULL"));
    }

    [Fact]
    public async Task A_full_database_is_a_finding_and_nothing_is_half_applied()
    {
        // SQLite answers with the error of a full disk when no row id is left either.
        var (target, claim) = await ClaimedAsync();
        _place.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE); INSERT INTO t VALUES (9223372036854775806, 'a')");
        var slice = Slice("t", ["code"], ["code"]);

        var written = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "b")), Create(["code"], ("code", "c"))], Cancellation);
        var run = await target.RunScriptAsync(claim, Schema, Script("INSERT INTO t (code) VALUES ('b'); INSERT INTO t (code) VALUES ('c');"), Cancellation);

        Assert.Equal(TargetCodes.Full.Code, Assert.Single(written.Findings).Code);
        Assert.Equal(TargetCodes.Full.Code, Assert.Single(run.Findings).Code);
        Assert.Equal("""["a"]""", Assert.Single(await ReadAsync(target, slice)).Key);
        Assert.Empty(_place.Query("SELECT * FROM fm_receipts"));
    }

    [Fact]
    public async Task A_scratch_database_gets_rows_that_fit_the_rules_of_touched_tables()
    {
        var (target, _) = await ClaimedAsync();
        _place.Execute(
            """
            CREATE TABLE kinds (kind TEXT PRIMARY KEY, since DATE NOT NULL);
            CREATE TABLE customers (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, country TEXT NOT NULL CHECK (length(country) = 2), state TEXT NOT NULL CHECK (state IN ('new', 'old')));
            CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id), kind TEXT NOT NULL REFERENCES kinds, total REAL NOT NULL, paid BOOLEAN NOT NULL, raw BLOB NOT NULL, made TEXT DEFAULT 'now');
            CREATE TABLE impossible (a INTEGER NOT NULL CHECK (a > 10 AND a < 5));
            CREATE TABLE log (text TEXT);
            CREATE TRIGGER logs AFTER INSERT ON customers BEGIN INSERT INTO log VALUES (new.mail); END;
            INSERT INTO customers VALUES (77, 'private@example.com', 'DE', 'new');
            """);
        var request = new ScratchRequest("run-1", [Schema], ["orders", "impossible", "made_by_the_plan"]);

        var made = await new SqliteTargetType(_place.Base, _time).CreateScratchAsync(SqlitePlaceFixture.Binding, request, Cancellation);

        await using var scratch = made.Value;
        Assert.Equal(3, (await scratch.ScalarAsync("SELECT count(*) FROM orders JOIN customers ON customers.id = orders.customer JOIN kinds USING (kind)", Cancellation)).Value);
        Assert.Equal(0, (await scratch.ScalarAsync("SELECT count(*) FROM customers WHERE mail = 'private@example.com'", Cancellation)).Value);
        Assert.Equal(0, (await scratch.ScalarAsync("SELECT count(*) FROM log", Cancellation)).Value);
        Assert.All(made.Findings, finding => Assert.Equal((TargetCodes.ScratchDiffers.Code, Severity.Info), (finding.Code, finding.Severity)));
        Assert.Contains(made.Findings, finding => finding.Message.Contains("impossible", StringComparison.Ordinal));
        Assert.Equal((await StructureAsync(target), true), (await StructureAsync(scratch), true));
    }

    [Fact]
    public async Task A_scratch_database_does_not_check_foreign_keys_to_rows_that_it_does_not_have()
    {
        var (target, _) = await ClaimedAsync();
        _place.Execute("CREATE TABLE people (name TEXT PRIMARY KEY); CREATE TABLE t (code TEXT PRIMARY KEY, owner TEXT REFERENCES people); INSERT INTO people VALUES ('ada'); INSERT INTO t VALUES ('a', 'ada')");
        var slice = Slice("t", ["code"], ["code", "owner"]);

        var made = await new SqliteTargetType(_place.Base, _time).CreateScratchAsync(SqlitePlaceFixture.Binding, new ScratchRequest("run-1", [slice], []), Cancellation);

        await using var scratch = made.Value;
        var claim = (await scratch.ClaimAsync(new ClaimRequest("store", "run-1"), Cancellation)).Value;
        await WriteAsync(scratch, claim, slice, Create(["code"], ("code", "b"), ("owner", "ada")));
        Assert.Contains("people", Assert.Single(made.Findings).Message, StringComparison.Ordinal);
        await target.DisposeAsync();
    }

    [Fact]
    public async Task A_long_query_is_interrupted()
    {
        var (target, _) = await ClaimedAsync();
        using var leaving = new CancellationTokenSource();
        var asking = Task.Run(
            () => target.ScalarAsync("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", leaving.Token), CancellationToken.None);

        leaving.CancelAfter(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private static ResourceSlice Slice(string table, IReadOnlyList<string> key, IReadOnlyList<string> columns) =>
        new("data", ResourceKind.ReferenceData, $"rows:{table}", 0, new TableSlice(table, key, columns));

    private static byte[] Content(params (string Column, string? Text)[] row) => RowJson.Content(row.Select(item => new KeyValuePair<string, string?>(item.Column, item.Text)));

    private ItemWrite Create(string[] key, params (string Column, string? Text)[] row)
    {
        var content = Content(row);
        var texts = key.Select(column => row.First(item => item.Column == column).Text!).ToArray();
        return new ItemWrite($"create-{_changes++}", RowJson.Key(texts), null, Digest.Of(content), ItemContent.Of(content), true);
    }

    private ScriptWrite Script(string sql) =>
        new($"script-{_changes}", $"V{++_changes}__script", ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place("sql/script.sql"), true);

    private static async Task<List<LiveItem>> ReadAsync(ITarget target, ResourceSlice slice) => await target.ReadAsync(slice, Cancellation).ToListAsync(Cancellation);

    private static async Task WriteAsync(ITarget target, Claim claim, ResourceSlice slice, params ItemWrite[] batch)
    {
        var outcome = await target.WriteAsync(claim, slice, batch, Cancellation);
        Assert.True(outcome.Succeeded, string.Join("; ", outcome.Findings));
        Assert.All(outcome.Value, result => Assert.Equal(WriteStatus.Applied, result.Status));
    }

    private static async Task<Digest> StructureAsync(ITarget target) => (await target.FingerprintAsync(new FingerprintScope([], []), Cancellation)).Value.Structure;

    private async Task<(ITarget Target, Claim Claim)> ClaimedAsync()
    {
        var target = (await new SqliteTargetType(_place.Base, _time).OpenAsync(SqlitePlaceFixture.Binding, TargetAccess.Apply, Cancellation)).Value;
        return (target, (await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation)).Value);
    }

    private async Task RunAsync(ITarget target, Claim claim, string sql)
    {
        var outcome = await target.RunScriptAsync(claim, Schema, Script(sql), Cancellation);
        Assert.True(outcome.Succeeded, string.Join("; ", outcome.Findings));
        Assert.Equal(WriteStatus.Applied, outcome.Value.Status);
    }
}
