using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Http;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Integration.Tests.Faults;

/// <summary>
/// A process stands still anywhere inside a writing step, as a paused machine does. Another one takes the run over, takes back what was written and ends it. Then the first one
/// wakes up, and nothing changes any more: not on the targets, not in the ledger, not in the audit.
/// </summary>
public sealed class ZombieTests
{
    [Theory]
    [InlineData("config")]
    [InlineData("db")]
    [InlineData("gateway")]
    public async Task A_process_that_slept_through_the_undo_changes_nothing(string target)
    {
        var points = await PointsAsync(target);
        Assert.True(points.Count >= 6, string.Join('\n', points));
        for (var nth = 0; nth < points.Count; nth += target == "gateway" ? 1 : 3)
        {
            await using var service = await JsonService.StartAsync();
            await using var world = await BeginAsync(target, service);
            var passed = 0;
            var slept = await world.Scenario.DriveThroughSleepAsync(world.Run, point => IsInWritingStep(point, target) && passed++ == nth);
            Assert.NotNull(slept);
            var (run, wake) = slept.Value;
            Assert.True(run.State is RunState.RolledBack, $"Slept {points[nth]} ({nth}): {run.State} {run.ReasonCode} {run.Reason}");
            var ended = await StoryAsync(world, service, run);

            await wake();

            var after = await StoryAsync(world, service, await world.Scenario.RecordAsync(run.Id));
            Assert.True(ended == after, $"Slept {points[nth]} ({nth}).\nEnded:\n{ended}\nAfter it woke up:\n{after}");
        }
    }

    [Theory]
    [InlineData("config")]
    [InlineData("db")]
    [InlineData("gateway")]
    public async Task A_process_that_slept_before_its_first_write_writes_nothing_when_the_run_was_aborted_meanwhile(string target)
    {
        await using var service = await JsonService.StartAsync();
        await using var world = await BeginAsync(target, service);
        var command = world.Scenario;
        var slept = await world.Scenario.DriveThroughSleepAsync(
            world.Run,
            point => point.StartsWith("before target claim", StringComparison.Ordinal),
            () => command.Migrator.CommandAsync(world.Run, new CommandRequest(CommandKind.Abort), Scenario.Key("ada"), CancellationToken.None));
        Assert.NotNull(slept);
        var (run, wake) = slept.Value;
        Assert.True(run.State is RunState.RolledBack or RunState.Cancelled, $"{run.State} {run.ReasonCode} {run.Reason}");
        var ended = await StoryAsync(world, service, run);

        await wake();

        Assert.Equal(ended, await StoryAsync(world, service, await world.Scenario.RecordAsync(run.Id)));
    }

    [Fact]
    public async Task A_process_that_slept_before_its_first_write_writes_nothing_when_another_gave_the_target_up()
    {
        await using var service = await JsonService.StartAsync();
        await using var world = await BeginAsync("gateway", service);
        var slept = await world.Scenario.DriveThroughSleepAsync(world.Run, point => point.StartsWith("before target claim", StringComparison.Ordinal), () =>
        {
            service.Instead = context =>
            {
                context.Response.StatusCode = 500;
                return Task.FromResult(true);
            };
            return Task.CompletedTask;
        });
        Assert.NotNull(slept);
        var (run, wake) = slept.Value;
        Assert.True(run.State.IsFinal() && run.State is not RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        service.Instead = null;
        var ended = await StoryAsync(world, service, run);

        await wake();

        Assert.Equal(ended, await StoryAsync(world, service, await world.Scenario.RecordAsync(run.Id)));
    }

    [Fact]
    public async Task What_somebody_else_changed_while_nobody_looked_is_left_alone_and_the_rest_taken_back()
    {
        await using var service = await JsonService.StartAsync();
        await using var world = await BeginAsync("gateway", service);
        var slept = await world.Scenario.DriveThroughSleepAsync(world.Run, point => point.StartsWith("before target claim", StringComparison.Ordinal), () =>
        {
            service.Put("/c", "\"somebody's\"");
            return Task.CompletedTask;
        });
        Assert.NotNull(slept);
        var (run, wake) = slept.Value;
        Assert.True(run is { State: RunState.Paused, ReasonCode: "TGT022" }, $"{run.State} {run.ReasonCode} {run.Reason}");
        run = await world.Scenario.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort), Scenario.Key("ada"));
        await wake();

        // It cannot be as it was before: a person is told which item is not.
        Assert.True(run is { State: RunState.Failed, ReasonCode: "RUN014" } && run.Reason!.Contains("/c", StringComparison.Ordinal), $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.Equal("1", service.Read("/a"));
        Assert.Equal("2", service.Read("/b"));
        Assert.Equal("\"somebody's\"", service.Read("/c"));
    }

    // Everything that a writing step makes durable on a target, and its journal; of the steps that apply and of those that take back.
    private static async Task<IReadOnlyList<string>> PointsAsync(string target)
    {
        await using var service = await JsonService.StartAsync();
        await using var world = await BeginAsync(target, service);
        world.Scenario.Mortality.DieAfterPoints(int.MaxValue);
        await world.Scenario.DriveAsync(world.Run);
        return [.. world.Scenario.Mortality.Points.Where(point => IsInWritingStep(point, target))];
    }

    // Folders and databases are written under a lock of the system: nobody overtakes a process that sleeps with it, and the contract of the targets shows that they wait.
    private static bool IsInWritingStep(string point, string target) => point.StartsWith("before ", StringComparison.Ordinal)
        && (point.Contains("journal/", StringComparison.Ordinal) || point.StartsWith(target == "gateway" ? "before target " : "before target claim", StringComparison.Ordinal));

    private static async Task<FaultWorld> BeginAsync(string target, JsonService service)
    {
        var world = await WorldAsync(target, service);
        await world.StartAsync();
        return world;
    }

    private static Task<FaultWorld> WorldAsync(string target, JsonService service) => target switch
    {
        "config" => FaultWorld.BeginAsync(
            """config: { type: files, path: "data/config" }""", Settings("timeout: 30", "retries: 3"), Settings("timeout: 45", "new: true"), takenBack: true),
        "db" => FaultWorld.BeginAsync("""db: { type: sqlite, path: "data/db.sqlite" }""", Rows("b,blue\nr,red\n"), Rows("g,green\nr,rot\n"), takenBack: true),
        _ => FaultWorld.BeginAsync(
            $$"""gateway: { type: http, baseUrl: "{{service.Url}}", bookkeeping: /fm }""", Routes("/a: { body: 1 }", "/b: { body: 2 }"), Routes("/a: { body: 10 }", "/c: { body: 3 }"), takenBack: true),
    };

    private static Dictionary<string, string> Settings(params string[] settings) => new()
    {
        ["metadata/settings.yaml"] = $"kind: Settings\nname: settings\ntarget: config\nprune: true\nsettings:\n{string.Concat(settings.Select(setting => $"  {setting}\n"))}",
    };

    private static Dictionary<string, string> Routes(params string[] routes) => new()
    {
        ["metadata/routes.yaml"] = $"kind: HttpResources\nname: routes\ntarget: gateway\nprune: true\nresources:\n{string.Concat(routes.Select(route => $"  {route}\n"))}",
    };

    private static Dictionary<string, string> Rows(string rows) => new()
    {
        ["metadata/schema.yaml"] = "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n",
        ["metadata/sql/V1__colours.sql"] = "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL);\n",
        ["metadata/colours.yaml"] = "kind: ReferenceData\nname: colours\ntarget: db\ntable: colours\nkey: [code]\nfile: colours.csv\nprune: true\ndependsOn: [schema]\n",
        ["metadata/colours.csv"] = $"code,name\n{rows}",
    };

    private static async Task<string> StoryAsync(FaultWorld world, JsonService service, RunRecord run)
    {
        var live = string.Join('\n', service.Resources.Where(pair => pair.Key != "/fm").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        var root = world.Scenario.Root;
        if (File.Exists(Path.Combine(root, "data/config/settings.json")))
        {
            live += world.Scenario.Read("data/config/settings.json");
        }

        if (File.Exists(Path.Combine(root, "data/db.sqlite")))
        {
            await using var database = new SqliteConnection($"Data Source={Path.Combine(root, "data/db.sqlite")};Mode=ReadOnly;Pooling=False");
            await database.OpenAsync();
            using var command = new SqliteCommand("SELECT group_concat(code || '=' || name) FROM (SELECT * FROM colours ORDER BY code)", database);
            live += await command.ExecuteScalarAsync();
        }

        return $"{run.State}\n{live}\n{await RunStory.TellAsync(world.Scenario, run)}";
    }
}
