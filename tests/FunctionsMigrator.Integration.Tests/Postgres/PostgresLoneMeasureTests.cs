using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>What a rehearsal measures of scripts that run statement by statement.</summary>
public sealed class PostgresLoneMeasureTests(TestServers servers) : IAsyncLifetime
{
    private static readonly ResourceSlice Slice = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private PostgresPlaceFixture _place = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task Statements_outside_transactions_are_measured_with_the_tables_that_they_wrote_anew()
    {
        await _place.Database.ExecuteAsync("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 5); CREATE TABLE u (id int); INSERT INTO u VALUES (1)");
        await using var target = (await _place.Type(new FakeTimeProvider()).OpenAsync(_place.Binding, TargetAccess.Apply, Cancellation)).Value;
        var claim = (await target.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation)).Value;
        const string Sql = "CREATE INDEX CONCURRENTLY i ON t (id);\nUPDATE t SET id = id + 1 WHERE id > 2;\nVACUUM FULL u;\n";
        var script = new ScriptWrite("1", "V1__x", ScriptKind.Versioned, Sql, null, Digest.Of(Sql), new Place("V1__x.sql"), Intended: true) { Measure = true };

        var ran = await target.RunScriptAsync(claim, Slice, script, Cancellation);

        Assert.True(ran.Succeeded, string.Join('\n', ran.Findings));
        var measure = ran.Value.Measure!;
        Assert.Equal([(1, null), (2, 3L), (3, null)], measure.Statements.Select(statement => (statement.Line, statement.Rows)));
        Assert.Equal(["public.u"], measure.Rewritten);
        Assert.Empty(measure.Locks);
    }
}
