using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>Runs that somebody takes back later.</summary>
public sealed class RunTakenBackTests
{
    [Fact]
    public async Task A_run_is_taken_back_on_demand_and_remembered()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3"))
            .Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n")
            .Write("metadata/colours.csv", "code,name\ng,green\nr,rot\n").Commit("Much");
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.Completed, run.State);

        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, "wrong"), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.Equal(RunState.Completed, rollback.State);
        Assert.Equal(rollback.Id, (await world.RecordAsync(run.Id)).TakenBackBy);
        Assert.Contains("30", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);

        world.Write("README.md", "again").Commit("Again");
        var next = await world.RunAsync("production");
        Assert.Equal(RiskLevel.High, next.Plan!.Risk);
    }

    [Fact]
    public async Task Before_images_are_deleted_after_their_retention_and_the_run_can_no_longer_be_taken_back()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("migrator.yaml", SmallRepository.Files["migrator.yaml"] + "\nretention: { snapshots: 10d }\n").Commit("First");
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31")).Commit("Second");
        var second = await world.RunAsync("production");
        world.Time.Advance(TimeSpan.FromDays(9));
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 32")).Commit("Third");
        var third = await world.RunAsync("production");
        Assert.NotEmpty(await SnapshotsAsync(world, second.Id));

        world.Time.Advance(TimeSpan.FromDays(2));
        world.Write("README.md", "Hello").Commit("A word");
        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);

        Assert.Empty(await SnapshotsAsync(world, second.Id));
        Assert.NotEmpty(await SnapshotsAsync(world, third.Id));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(second.Id), Scenario.Key("bo"), CancellationToken.None);
        var refused = await world.DriveAsync(back.Value.Run.Id);
        Assert.True(refused.State is not (RunState.Completed or RunState.RolledBack), $"{refused.State}");
        Assert.Contains("checkout/timeoutSeconds\": 32", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        Assert.Equal(AuditState.Intact, (await world.Audit.VerifyAsync("production", second.Id, CancellationToken.None)).State);

        static async Task<IReadOnlyList<string>> SnapshotsAsync(Scenario world, string run) =>
            await world.Store.Blobs.ListAsync(BlobArea.Snapshots, $"journal/{run}/", CancellationToken.None).ToListAsync();
    }

    [Theory]
    [InlineData("ada", RunState.Invalid)]
    [InlineData("bo", RunState.Completed)]
    public async Task Rows_written_since_are_given_up_only_when_a_dba_asks(string key, RunState expected)
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/sql/V2__notes.sql", "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);\n").Commit("Notes");
        var run = await world.RunAsync("production");
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(world.Root, "data/west/db.sqlite")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            using var insert = new SqliteCommand("INSERT INTO notes (text) VALUES ('keep me')", database);
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var started = await world.Migrator.RollBackAsync(
            new RollbackRequest(run.Id, AcceptDataLoss: ["production/west/db"]), Scenario.Key(key), TestContext.Current.CancellationToken);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.True(rollback.State == expected, $"{rollback.State} {rollback.ReasonCode} {rollback.Reason}");
    }
}
