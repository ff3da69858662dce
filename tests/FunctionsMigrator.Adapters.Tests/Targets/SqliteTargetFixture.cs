using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>A SQLite database and its target, for tests of what only SQLite can do, and do wrong.</summary>
public abstract class SqliteTargetFixture : IDisposable
{
    private protected static readonly ResourceSlice Schema = new("schema", ResourceKind.SqlMigrations, "scripts:schema", 0);

    private int _changes;

    private protected SqlitePlaceFixture Place { get; } = new();

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose()
    {
        Place.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static ResourceSlice Slice(string table, IReadOnlyList<string> key, IReadOnlyList<string> columns) =>
        new("data", ResourceKind.ReferenceData, $"rows:{table}", 0, new TableSlice(table, key, columns));

    private protected static byte[] Content(params (string Column, string? Text)[] row) => RowJson.Content(row.Select(item => new KeyValuePair<string, string?>(item.Column, item.Text)));

    private protected ItemWrite Create(string[] key, params (string Column, string? Text)[] row)
    {
        var content = Content(row);
        var texts = key.Select(column => row.First(item => item.Column == column).Text!).ToArray();
        return new ItemWrite($"create-{_changes++}", RowJson.Key(texts), null, Digest.Of(content), ItemContent.Of(content), true);
    }

    private protected ScriptWrite Script(string sql) =>
        new($"script-{_changes}", $"V{++_changes}__script", ScriptKind.Versioned, sql, null, Digest.Of(sql), new Place("sql/script.sql"), true);

    private protected static async Task<List<LiveItem>> ReadAsync(ITarget target, ResourceSlice slice) => await target.ReadAsync(slice, Cancellation).ToListAsync(Cancellation);

    private protected static async Task WriteAsync(ITarget target, Claim claim, ResourceSlice slice, params ItemWrite[] batch)
    {
        var outcome = await target.WriteAsync(claim, slice, batch, Cancellation);
        Assert.True(outcome.Succeeded, string.Join("; ", outcome.Findings));
        Assert.All(outcome.Value, result => Assert.Equal(WriteStatus.Applied, result.Status));
    }

    private protected static async Task<Digest> StructureAsync(ITarget target) => (await target.FingerprintAsync(new FingerprintScope([], []), Cancellation)).Value.Structure;

    private protected async Task<(ITarget Target, Claim Claim)> ClaimedAsync()
    {
        var target = (await new SqliteTargetType(Place.Base, Time).OpenAsync(SqlitePlaceFixture.Binding, TargetAccess.Apply, Cancellation)).Value;
        return (target, (await target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation)).Value);
    }

    private protected async Task RunAsync(ITarget target, Claim claim, string sql)
    {
        var outcome = await target.RunScriptAsync(claim, Schema, Script(sql), Cancellation);
        Assert.True(outcome.Succeeded, string.Join("; ", outcome.Findings));
        Assert.Equal(WriteStatus.Applied, outcome.Value.Status);
    }
}
