using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
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
        var refused = await world.Migrator.RollBackAsync(new RollbackRequest(second.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunCodes.SnapshotsGone.Code, Assert.Single(refused.Findings).Code);
        Assert.Contains($"fm rollback {second.Id} --commit", refused.Findings[0].Remedy, StringComparison.Ordinal);
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

    [Fact]
    public async Task The_plan_is_shown_before_the_run_starts_and_is_the_run_s_own()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45")).Commit("Longer");
        var run = await world.RunAsync("production");

        var preview = (await world.Migrator.PreviewRollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None)).Value;

        Assert.Equal((run.Id, RollbackWay.Stored), (preview.Run, preview.Way));
        var lines = await world.Migrator.ReadPlanAsync(preview.Plan.Targets.First(target => target.Counts.Writes > 0), CancellationToken.None).ToListAsync(CancellationToken.None);
        Assert.Contains(lines, line => line is { Action: ChangeAction.Update, Before.Text: "45", After.Text: "30" });
        Assert.Single(await world.Migrator.ListAsync(new RunFilter("production"), CancellationToken.None).Where(other => other.Reverts is null && other.Id == run.Id).ToListAsync(CancellationToken.None));
        Assert.Contains("45", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(preview.Plan.Digest, (await world.DriveAsync(started.Value.Run.Id)).Plan!.Digest);
        Assert.Contains("30", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_operates_sees_what_taking_back_would_do()
    {
        await using var world = SmallRepository.Begin();
        var run = await world.RunAsync("production");

        var refused = await world.Migrator.PreviewRollBackAsync(new RollbackRequest(run.Id), Scenario.Key("eve", AccessRole.Reader), CancellationToken.None);

        Assert.Equal(AccessCodes.Forbidden.Code, Assert.Single(refused.Findings).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rollback_on_top_of_a_newer_change_names_it_and_writes_nothing(bool byRun)
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 4")).Commit("Longer");
        var run = await world.RunAsync("production");
        var newer = "somebody changed it past git";
        if (byRun)
        {
            world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 60", "checkout/retries: 4")).Commit("Longer still");
            newer = (await world.RunAsync("production")).Id;
        }
        else
        {
            foreach (var region in new[] { "west", "north", "east" })
            {
                var settings = world.Read($"data/{region}/config/settings.json");
                world.Write($"data/{region}/config/settings.json", settings.Replace("45", "60", StringComparison.Ordinal));
            }
        }

        var before = world.Read("data/west/config/settings.json");
        var preview = (await world.Migrator.PreviewRollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None)).Value;
        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.All(preview.Plan.Targets.Where(target => target.Blocked is not null), target =>
        {
            var finding = Assert.Single(target.Findings);
            Assert.Equal((RunCodes.ChangedSince.Code, PlanBlock.Conflict), (finding.Code, target.Blocked));
            Assert.Contains("settings checkout/timeoutSeconds", finding.Message, StringComparison.Ordinal);
            Assert.Contains(newer, finding.Message, StringComparison.Ordinal);
        });
        Assert.Equal(3, preview.Plan.Targets.Count(target => target.Blocked is PlanBlock.Conflict));
        Assert.Equal((RunState.Conflict, RunCodes.ChangedSince.Code), (rollback.State, rollback.ReasonCode));
        Assert.Equal(before, world.Read("data/west/config/settings.json"));
        Assert.Null((await world.RecordAsync(run.Id)).TakenBackBy);
    }

    [Fact]
    public async Task A_run_is_taken_back_below_a_newer_one_that_changed_other_items()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/area: 1", "checkout/retries: 4", "checkout/timeoutSeconds: 30")).Commit("More often");
        var run = await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/area: 1", "checkout/retries: 4", "checkout/timeoutSeconds: 60", "checkout/zone: 9")).Commit("Longer");
        await world.RunAsync("production");

        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/retries: 3", "checkout/timeoutSeconds: 60", "checkout/zone: 9")).Commit("As it is");
        var after = await world.RunAsync("production");

        Assert.True(rollback.State is RunState.Completed, $"{rollback.State} {rollback.Reason}");
        Assert.True(after.State is RunState.NoChanges, $"{after.State} {after.Reason} {string.Join('\n', after.TopFindings)}");
    }

    [Fact]
    public async Task What_somebody_has_taken_back_by_hand_already_is_no_conflict()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 4")).Commit("Longer");
        var run = await world.RunAsync("production");
        var settings = world.Read("data/west/config/settings.json");
        world.Write("data/west/config/settings.json", settings.Replace("45", "30", StringComparison.Ordinal));

        var started = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        var rollback = await world.DriveAsync(started.Value.Run.Id);

        Assert.True(rollback.State is RunState.Completed, $"{rollback.State} {rollback.Reason}");
        Assert.Equal(rollback.Id, (await world.RecordAsync(run.Id)).TakenBackBy);
        world.Write("README.md", "again").Commit("Again");
        Assert.Contains(await world.PlanAsync((await world.RunAsync("production")).Id), line => line.Address.Region == "west" && line.Change.Action is ChangeAction.Update);
    }

    [Fact]
    public async Task Only_the_named_targets_are_taken_back_and_the_rest_can_follow()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var run = await world.RunAsync("production");

        var some = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, Targets: ["production/west"]), Scenario.Key("bo"), CancellationToken.None);
        var first = await world.DriveAsync(some.Value.Run.Id);

        Assert.True(first.State is RunState.Completed, $"{first.State} {first.Reason}");
        Assert.Contains("30", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
        Assert.Contains("45", world.Read("data/north/config/settings.json"), StringComparison.Ordinal);
        var partly = await world.RecordAsync(run.Id);
        Assert.Null(partly.TakenBackBy);
        Assert.Equal(["production/west/config"], partly.TakenBackTargets);
        var twice = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, Targets: ["production/west/config"]), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunCodes.NothingToTakeBack.Code, Assert.Single(twice.Findings).Code);
        var unknown = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, Targets: ["production/wset/config"]), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunCodes.UnknownTarget.Code, Assert.Single(unknown.Findings).Code);

        // What was taken back there comes again only with the finding, and the others need nothing.
        world.Write("README.md", "again").Commit("Again");
        var rest = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(rest.Value.Run.Id)).State);
        Assert.Contains("30", world.Read("data/north/config/settings.json"), StringComparison.Ordinal);
        Assert.Equal((rest.Value.Run.Id, 0), ((await world.RecordAsync(run.Id)).TakenBackBy, (await world.RecordAsync(run.Id)).TakenBackTargets.Count));
        var next = await world.RunAsync("production");
        Assert.Equal((RiskLevel.High, 3), (next.Plan!.Risk, next.Plan.Counts.Writes));
    }

    [Fact]
    public async Task A_run_that_takes_back_part_of_another_is_no_reason_to_plan_more_than_that_part()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var run = await world.RunAsync("production");
        var some = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id, Targets: ["production/west"]), Scenario.Key("bo"), CancellationToken.None);
        await world.DriveAsync(some.Value.Run.Id);

        world.Write("README.md", "again").Commit("Again");
        var next = await world.RunAsync("production");

        Assert.Equal((RiskLevel.High, 1), (next.Plan!.Risk, next.Plan.Counts.Writes));
        Assert.Equal(RunState.Completed, next.State);
        Assert.Contains("45", world.Read("data/west/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_before_images_are_gone_the_plan_of_the_commit_before_shows_the_way()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("migrator.yaml", SmallRepository.Files["migrator.yaml"] + "\nretention: { snapshots: 10d }\n").Commit("First");
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31", "checkout/retries: 3")).Commit("Second");
        var second = await world.RunAsync("production");
        await foreach (var snapshot in world.Store.Blobs.ListAsync(BlobArea.Snapshots, $"journal/{second.Id}/", CancellationToken.None))
        {
            await world.Store.Blobs.DeleteSnapshotAsync(snapshot, CancellationToken.None);
        }

        var preview = await world.Migrator.PreviewRollBackAsync(new RollbackRequest(second.Id), Scenario.Key("bo"), CancellationToken.None);

        Assert.Equal((RollbackWay.Git, 3), (preview.Value.Way, preview.Value.Plan.Counts().Writes));
        Assert.Equal((RunCodes.SnapshotsGone.Code, Severity.Warning), (preview.Findings[0].Code, preview.Findings[0].Severity));
    }

    [Fact]
    public async Task A_rollback_whose_target_breaks_before_it_writes_is_not_said_to_be_done()
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        var run = await world.RunAsync("production");
        var started = (await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None)).Value.Run;
        world.Mortality.DieAt(point => point.StartsWith("before target claim", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.DriveAsync(started.Id));
        world.Mortality.Revive();
        world.Write("data/west/config/settings.json", "{ broken");
        world.Open();
        world.Time.Advance(TimeSpan.FromMinutes(10));

        var ended = await world.DriveAsync(started.Id);

        Assert.True(ended.State is RunState.Failed, $"{ended.State} {ended.ReasonCode} {ended.Reason}");
        Assert.Contains("settings.json", ended.Reason, StringComparison.Ordinal);
        Assert.Null((await world.RecordAsync(run.Id)).TakenBackBy);
    }
}
