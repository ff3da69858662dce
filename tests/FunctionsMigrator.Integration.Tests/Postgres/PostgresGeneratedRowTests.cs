using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Integration.Tests.Postgres;

/// <summary>Rows that are made up for a rehearsal.</summary>
public sealed class PostgresGeneratedRowTests(TestServers servers) : IAsyncLifetime
{
    private static readonly ResourceSlice Slice = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private PostgresPlaceFixture _place = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await PostgresPlaceFixture.CreateAsync(servers);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Theory]
    [InlineData("id serial PRIMARY KEY, state text DEFAULT 'new'", "state")]
    [InlineData("id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, made timestamptz NOT NULL DEFAULT now()", "made")]
    [InlineData("id int PRIMARY KEY, key uuid DEFAULT '00000000-0000-0000-0000-000000000000', n int DEFAULT 0 CHECK (n >= 0)", "key, n")]
    [InlineData("id int PRIMARY KEY, state text DEFAULT 'new' CHECK (state IN ('new', 'open', 'done'))", "state")]
    [InlineData("id int PRIMARY KEY, facts jsonb DEFAULT '{}'", "facts")]
    public async Task Rows_that_are_made_up_differ_in_columns_with_a_default(string columns, string unique)
    {
        await _place.Database.ExecuteAsync($"CREATE TABLE t ({columns})");

        var added = await AddAsync($"CREATE UNIQUE INDEX u ON t ({unique})");

        Assert.True(added.Succeeded, string.Join('\n', added.Findings));
    }

    [Fact]
    public async Task A_column_that_takes_nothing_but_its_default_has_it_in_every_row()
    {
        await _place.Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, state text DEFAULT 'new' CHECK (lower(state) = lower(concat('N', 'ew'))))");

        var added = await AddAsync("CREATE UNIQUE INDEX u ON t (state)");

        Assert.False(added.Succeeded);
        Assert.Contains("could not create unique index", added.Findings[0].Message, StringComparison.Ordinal);
    }

    private async Task<Outcome<WriteResult>> AddAsync(string sql)
    {
        var type = _place.Type(new FakeTimeProvider());
        var made = await type.CreateScratchAsync(_place.Binding, new ScratchRequest("run-1", [Slice], ["t"]), Cancellation);
        Assert.True(made.Succeeded, string.Join('\n', made.Findings));
        try
        {
            await using var scratch = made.Value;
            var claim = (await scratch.ClaimAsync(new ClaimRequest("store-1", "run-1"), Cancellation)).Value;
            return await scratch.RunScriptAsync(claim, Slice, new ScriptWrite("1", "V1__x", ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place("V1__x.sql"), Intended: true), Cancellation);
        }
        finally
        {
            await type.DropScratchAsync(_place.Binding, "run-1", Cancellation);
        }
    }
}
