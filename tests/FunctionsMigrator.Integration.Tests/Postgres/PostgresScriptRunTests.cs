using System.Diagnostics;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Stores;
using FunctionsMigrator.Testing.Targets;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>How scripts run on PostgreSQL: what they may hold, outside transactions too, what breaks them, and how they go on.</summary>
public sealed class PostgresScriptRunTests(TestServers servers) : IAsyncLifetime
{
    private static readonly ResourceSlice Scripts = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private PostgresPlaceFixture _place = null!;
    private int _changes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TestDatabase Database => _place.Database;

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task Rows_behind_copy_rules_and_bodies_run_as_they_stand_in_the_script()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        Value(await target.RunScriptAsync(claim, Scripts, Script(
            """
            CREATE TABLE t (id int, note text);
            COPY t (id, note) FROM stdin;
            1	it's; $$
            2	\N
            \.
            COPY t FROM stdin WITH (FORMAT csv);
            3,"a
            b"
            \.
            CREATE TABLE log (id int);
            CREATE RULE noted AS ON INSERT TO t DO ALSO (INSERT INTO log VALUES (new.id); INSERT INTO log VALUES (-new.id));
            CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 10 END; SELECT a + 1; END;
            SET standard_conforming_strings = off;
            INSERT INTO t VALUES (f(4), 'it\'s; 5');
            """), Cancellation));

        Assert.Equal(["1=it's; $$", "2=", "3=a\nb", "5=it's; 5"], await Database.QueryAsync("SELECT concat(id, '=', note) FROM t ORDER BY id"));
        Assert.Equal(["-5", "5"], await Database.QueryAsync("SELECT id FROM log ORDER BY 1"));
    }

    [Fact]
    public async Task A_broken_row_of_copy_is_told_with_its_statement()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var finding = Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Scripts, Script("CREATE TABLE t (id int);\nCOPY t FROM stdin;\n1\nsecret\n\\.\n"), Cancellation));

        Assert.Equal(2, finding.Place!.Line);
        Assert.Contains("Statement 2 of 2; nothing of the script was kept.", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await Database.QueryAsync("SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
    }

    [Fact]
    public async Task Details_are_told_without_values_of_rows()
    {
        await Database.ExecuteAsync("CREATE TABLE t (mail text PRIMARY KEY, n int CHECK (n > 0)); INSERT INTO t VALUES ('ada@example.com'); CREATE VIEW v AS SELECT mail FROM t");
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var twice = Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Scripts, Script("INSERT INTO t SELECT mail FROM t"), Cancellation));
        var check = Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Scripts, Script("UPDATE t SET n = 0"), Cancellation));
        var used = Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Scripts, Script("DROP TABLE t"), Cancellation));

        Assert.Contains("Detail: Key (mail)=(...) already exists", twice.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", twice.Message + check.Message, StringComparison.Ordinal);
        Assert.Contains("view v depends on table t", used.Message, StringComparison.Ordinal);
        Assert.Contains("Hint: ", used.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_a_lock_is_named_with_the_values_of_its_query_left_out()
    {
        await Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY)");
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await using var other = new NpgsqlConnection(Database.ConnectionString + ";Application Name=night-batch");
        await other.OpenAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("INSERT INTO t VALUES (4711)", other, transaction))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var finding = Failure(
            TargetCodes.Busy, await target.RunScriptAsync(claim, Scripts, Script("SELECT 1;\nALTER TABLE t ADD COLUMN a int;", new ScriptDirectives(LockTimeout: TimeSpan.FromSeconds(1))), Cancellation));

        foreach (var part in new[] { $"process {other.ProcessID}", "application night-batch", "user fm_admin", "since 20", "idle in transaction", "INSERT INTO t VALUES (?)" })
        {
            Assert.Contains(part, finding.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, finding.Place!.Line);
    }

    [Fact]
    public async Task A_script_has_its_own_timeout_and_must_verify()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var slow = Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Scripts, Script("CREATE TABLE t (id int); SELECT pg_sleep(60)", new ScriptDirectives(Timeout: TimeSpan.FromMilliseconds(50))), Cancellation));
        var empty = Failure(TargetCodes.NotVerified, await target.RunScriptAsync(claim, Scripts, Script("CREATE TABLE t (id int)", new ScriptDirectives(Verify: "SELECT count(*) FROM t")), Cancellation));
        Value(await target.RunScriptAsync(claim, Scripts, Script("CREATE TABLE t (id int)", new ScriptDirectives(Verify: "SELECT count(*) = 0 FROM t")), Cancellation));

        Assert.Contains("57014", slow.Message, StringComparison.Ordinal);
        Assert.Contains("timeout=", slow.Remedy, StringComparison.Ordinal);
        Assert.Contains("it answers 0; nothing", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_ends_its_own_session_is_told_with_its_place_and_leaves_nothing()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var script = Script("CREATE TABLE t (id int);\nSELECT pg_terminate_backend(pg_backend_pid());");

        var finding = Failure(TargetCodes.Unreachable, await target.RunScriptAsync(claim, Scripts, script, Cancellation));

        Assert.Contains("sql/V", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await Database.QueryAsync("SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
        Value(await target.RunScriptAsync(claim, Scripts, Script("CREATE TABLE t (id int);"), Cancellation));
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_told_before_any()
    {
        await Database.ExecuteAsync($"ALTER DATABASE {Database.Name} SET default_transaction_read_only = on");

        var finding = Assert.Single((await _place.Type(_time).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation)).Findings);
        await using var plan = Value(await _place.Type(_time).OpenAsync(_place.Binding, TargetAccess.Plan, Cancellation));

        Assert.Equal(TargetCodes.ReadOnlyTarget.Code, finding.Code);
    }

    [Fact]
    public async Task An_index_is_built_concurrently_while_another_run_waits_for_its_turn()
    {
        await Database.ExecuteAsync("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 1000)");
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await using var old = new NpgsqlConnection(Database.ConnectionString);
        await old.OpenAsync(Cancellation);
        await using var transaction = await old.BeginTransactionAsync(Cancellation);
        await using (var write = new NpgsqlCommand("INSERT INTO t VALUES (0)", old, transaction))
        {
            await write.ExecuteNonQueryAsync(Cancellation);
        }

        // The build waits for the old transaction; the others wait for the build, and it must not wait for them.
        var building = target.RunScriptAsync(claim, Scripts, Script("CREATE INDEX CONCURRENTLY i ON t (id);"), Cancellation);
        await UntilAsync("SELECT count(*) = 1 FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'");
        await using var impatient = Value(await _place.Type(_time, patience: TimeSpan.FromMilliseconds(1)).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation));
        var refused = Failure(TargetCodes.Busy, await impatient.ClaimAsync(new ClaimRequest("store-1", "run-2"), Cancellation));
        await using var heir = Value(await _place.Type(_time).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation));
        var claiming = heir.ClaimAsync(new ClaimRequest("store-1", "run-2"), Cancellation);
        await transaction.CommitAsync(Cancellation);

        Assert.Equal(WriteStatus.Applied, Value(await building).Status);
        Assert.Equal(claim.Number + 1, Value(await claiming).Number);
        Assert.Contains("CREATE INDEX CONCURRENTLY", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["True"], await Database.QueryAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"));
        Assert.Empty(await Database.QueryAsync("SELECT 1 FROM fm.progress"));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(0, false)]
    [InlineData(0, true)]
    public async Task A_process_that_dies_between_two_statements_is_taken_over_where_it_was(int statement, bool after)
    {
        var script = Script("CREATE TABLE t (id int);\nINSERT INTO t VALUES (1);\nCREATE INDEX CONCURRENTLY i ON t (id);\nINSERT INTO t VALUES (2);", new ScriptDirectives(Transaction: false));
        var (target, claim) = await ClaimedAsync(new CrashPoint(statement == 0 ? $"target write {_place.Address} scripts:schema {script.Key}" : $"target write {_place.Address} scripts:schema {script.Key} statement {statement}", after));
        await using (target)
        {
            await Assert.ThrowsAsync<ProcessDiedException>(() => target.RunScriptAsync(claim, Scripts, script, Cancellation));
        }

        var (next, heir) = await ClaimedAsync();
        await using var open = next;
        Value(await next.RunScriptAsync(heir, Scripts, script, Cancellation));

        Assert.Equal(["1", "2"], await Database.QueryAsync("SELECT id FROM t ORDER BY 1"));
        Assert.Equal(["True"], await Database.QueryAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"));
        Assert.Equal([script.Key], (await next.ReadHistoryAsync("schema", Cancellation)).Select(applied => applied.Key));
        Assert.Empty(await Database.QueryAsync("SELECT 1 FROM fm.progress"));
    }

    [Fact]
    public async Task A_script_that_fails_on_its_way_goes_on_behind_what_stands_when_it_is_corrected()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var first = Script("CREATE TABLE t (id int);\nINSERT INTO t VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (id);\nVACUUM t;");

        var finding = Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Scripts, first, Cancellation));
        Assert.Contains("Statement 3 of 4; the 2 before it stand", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await Database.QueryAsync("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass"));

        var edited = Failure(TargetCodes.HalfRun, await target.RunScriptAsync(claim, Scripts, Again(first, first.Sql.Replace("(1), (1)", "(1), (2)", StringComparison.Ordinal)), Cancellation));
        Assert.Equal(2, edited.Place!.Line);

        Value(await target.RunScriptAsync(claim, Scripts, Again(first, first.Sql.Replace("CREATE UNIQUE", "DELETE FROM t;\nCREATE UNIQUE", StringComparison.Ordinal)), Cancellation));
        Assert.Equal(["0"], await Database.QueryAsync("SELECT count(*) FROM t"));
        Assert.Equal(["True"], await Database.QueryAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"));
    }

    [Fact]
    public async Task The_statements_that_stand_of_a_script_that_failed_are_taken_back()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var script = Script("CREATE TABLE t (id int);\nCREATE INDEX CONCURRENTLY i ON t (id);\nALTER TABLE nowhere ADD COLUMN a int;");
        Failure(TargetCodes.ScriptFailed, await target.RunScriptAsync(claim, Scripts, script, Cancellation));

        var undone = Value(await target.RunScriptAsync(
            claim, Scripts, script with { ChangeId = "undo", Sql = "DROP TABLE everything;", Pre = script.Post, Post = script.Pre }, Cancellation));

        Assert.Equal(WriteStatus.Recovered, undone.Status);
        Assert.Equal(["0"], await Database.QueryAsync("SELECT count(*) FROM pg_class WHERE relname IN ('t', 'i')"));
        Assert.Empty(await Database.QueryAsync("SELECT 1 FROM fm.progress"));
    }

    [Fact]
    public async Task An_invalid_index_that_somebody_left_is_named_with_the_way_out()
    {
        await Database.ExecuteAsync("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)");
        await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync("CREATE UNIQUE INDEX CONCURRENTLY \"I x\" ON t (id)"));
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var script = Script("CREATE INDEX CONCURRENTLY IF NOT EXISTS \"I x\" ON t (id);");

        var finding = Failure(TargetCodes.InvalidIndex, await target.RunScriptAsync(claim, Scripts, script, Cancellation));
        Assert.Contains("DROP INDEX CONCURRENTLY public.\"I x\"", finding.Remedy, StringComparison.Ordinal);

        await Database.ExecuteAsync("DROP INDEX CONCURRENTLY \"I x\"");
        Value(await target.RunScriptAsync(claim, Scripts, script, Cancellation));
    }

    [Fact]
    public async Task Our_own_invalid_index_is_dropped_and_built_again()
    {
        await Database.ExecuteAsync("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)");
        var script = Script("CREATE UNIQUE INDEX CONCURRENTLY i ON t (id);");
        var (target, claim) = await ClaimedAsync(new CrashPoint($"target write {_place.Address} scripts:schema {script.Key} statement 1", after: false));
        await using (target)
        {
            await Assert.ThrowsAsync<ProcessDiedException>(() => target.RunScriptAsync(claim, Scripts, script, Cancellation));
        }

        // What the server would have left of it.
        await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(script.Sql));
        await Database.ExecuteAsync("DELETE FROM t");
        var (next, heir) = await ClaimedAsync();
        await using var open = next;
        Value(await next.RunScriptAsync(heir, Scripts, script, Cancellation));

        Assert.Equal(["True"], await Database.QueryAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"));
    }

    [Fact]
    public async Task A_server_that_is_cut_off_in_the_middle_of_a_script_loses_nothing_and_the_script_goes_on()
    {
        await using var server = await PostgresServer.StartAsync(durable: true, Cancellation);
        await using var database = await TestDatabase.CreateAsync(server, "cut");
        var binding = _place.BindSecret("cut", database.ConnectionString);
        await using var target = Value(await _place.Type(_time).OpenAsync(binding, TargetAccess.Apply, Cancellation));
        var claim = Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation));
        var script = Script("CREATE TABLE t (id int);\nSELECT pg_sleep(60);", new ScriptDirectives(Transaction: false));

        var running = target.RunScriptAsync(claim, Scripts, script, Cancellation);
        await UntilAsync("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'", database);
        await server.StopAsync();
        var finding = Failure(TargetCodes.Unreachable, await running);
        await server.StartAsync(Cancellation);
        Value(await target.RunScriptAsync(claim, Scripts, Again(script, script.Sql.Replace("pg_sleep(60)", "1", StringComparison.Ordinal)), Cancellation));

        Assert.Equal(2, finding.Place!.Line);
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_value_added_to_a_type_is_used_by_the_next_statement()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        Value(await target.RunScriptAsync(claim, Scripts, Script("CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (m mood)"), Cancellation));
        Value(await target.RunScriptAsync(claim, Scripts, Script("ALTER TYPE mood ADD VALUE 'glad'; INSERT INTO t VALUES ('glad');"), Cancellation));

        Assert.Equal(["glad"], await Database.QueryAsync("SELECT m::text FROM t"));
    }

    [Fact]
    public async Task A_script_of_50_MB_runs_in_bounded_memory()
    {
        var sql = "CREATE TABLE t (id int, note text);\n" + string.Concat(Enumerable.Range(0, 50).Select(part =>
            string.Concat(Enumerable.Range(0, 1000).Select(row => $"INSERT INTO t VALUES ({(part * 1000) + row}, '{new string('x', 1000)}');\n"))));
        Assert.True(sql.Length > 50_000_000);
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Value(await target.RunScriptAsync(claim, Scripts, Script(sql), Cancellation));

        Assert.Equal(["50000"], await Database.QueryAsync("SELECT count(*) FROM t"));
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 20 << 20);
    }

    private async Task UntilAsync(string query, TestDatabase? database = null)
    {
        var waited = Stopwatch.StartNew();
        while ((await (database ?? Database).QueryAsync(query))[0] != "True")
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), query);
            await Task.Yield();
        }
    }

    private async Task<(ITarget Target, Claim Claim)> ClaimedAsync(IDurableWriteObserver? observer = null)
    {
        var target = Value(await _place.Type(_time, observer).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation));
        return (target, Value(await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation)));
    }

    private ScriptWrite Script(string sql, ScriptDirectives? directives = null) =>
        new($"change-{++_changes}", $"V{_changes}__s", ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place($"sql/V{_changes}__s.sql"), Intended: true, directives);

    private ScriptWrite Again(ScriptWrite script, string sql) => script with { ChangeId = $"change-{++_changes}", Sql = sql, Post = Digest.Of(sql) };

    private static Finding Failure<T>(FailureCode code, Outcome<T> outcome)
    {
        Assert.False(outcome.Succeeded, $"{code.Code} was expected.");
        var finding = Assert.Single(outcome.Findings);
        Assert.True(code.Code == finding.Code, finding.ToString());
        Assert.NotEmpty(finding.Remedy);
        return finding;
    }

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }
}
