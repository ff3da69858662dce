using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Operations.Histories;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Integration.Tests.Flyway;

/// <summary>
/// Folders of scripts that Flyway runs run here as they are, and make what a bare run of the same files in order makes. <c>FM_TEST_FLYWAY_PROJECTS=folder:folder</c> holds projects
/// of others to it.
/// </summary>
public sealed class FlywayProjectTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_scripts_of_the_sample_make_what_a_bare_run_of_them_makes()
    {
        var files = Directory.EnumerateFiles(Path.Combine(SourceFolders.Repository, "samples/shop/metadata/orders/sql"), "*.sql").Concat(Directory.EnumerateFiles(Path.Combine(SourceFolders.Repository, "samples/shop-postgres/metadata/orders/sql"), "*.sql"))
            .Where(file => Path.GetFileName(file)[0] is 'V' or 'R').GroupBy(file => Path.GetFileName(file), StringComparer.Ordinal).ToDictionary(same => same.Key, same => File.ReadAllText(same.Last()).Replace("${currency}", "EUR", StringComparison.Ordinal), StringComparer.Ordinal);

        var dump = await SameAsync(FlywayFolder.Of(files));

        Assert.Contains(dump, line => line.StartsWith("trigger | ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_with_every_kind_of_object_makes_what_a_bare_run_of_it_makes()
    {
        var dump = await SameAsync(FlywayFolder.Of(EveryKind.Files));

        Assert.Equal(CatalogueDump.Kinds, dump.Select(line => line.Split(" | ")[0]).Distinct());
    }

    [Theory]
    [MemberData(nameof(EveryKind.Changes), MemberType = typeof(EveryKind))]
    public async Task The_dump_sees_a_change_of_every_kind_of_object(string kind, string sql)
    {
        await using var database = await servers.NewDatabaseAsync();
        await FlywayFolder.Of(EveryKind.Files).RunAsync(database.ConnectionString, Cancellation);
        var before = await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation);

        await database.ExecuteAsync(sql);

        var after = await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation);
        Assert.Contains(before.Except(after).Concat(after.Except(before)), line => line.StartsWith($"{kind} | ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Projects_of_others_make_what_a_bare_run_of_them_makes_and_are_taken_over_from_Flyway()
    {
        var folders = Environment.GetEnvironmentVariable("FM_TEST_FLYWAY_PROJECTS")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        Assert.SkipWhen(folders.Length == 0, "FM_TEST_FLYWAY_PROJECTS names no folder with the PostgreSQL scripts of a project.");

        foreach (var folder in folders)
        {
            var project = FlywayFolder.Open(folder);
            var dump = await SameAsync(project);
            TestContext.Current.TestOutputHelper?.WriteLine($"{folder}: {project.Texts.Count} files, {dump.Count} lines of catalogue, the same as a bare run's");
            await TakenOverAsync(project);
        }
    }

    /// <summary>Runs the project through the product and barely; answers the one dump that both have.</summary>
    private async Task<IReadOnlyList<string>> SameAsync(FlywayFolder project)
    {
        await using var bare = await servers.NewDatabaseAsync();
        await project.RunAsync(bare.ConnectionString, Cancellation);
        await using var ours = await servers.NewDatabaseAsync();
        await using var world = Begin(project, ours);

        var run = await world.RunAsync("production");

        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason} {(world.Log is [.., var last] ? last : "")}");
        var expected = await CatalogueDump.ReadAsync(bare.ConnectionString, Cancellation);
        Assert.Equal(expected, await CatalogueDump.ReadAsync(ours.ConnectionString, Cancellation));
        await NothingToDoAsync(world);
        return expected;
    }

    /// <summary>Flyway made the database: its history is imported, nothing is left to do, and the next column comes and goes.</summary>
    private async Task TakenOverAsync(FlywayFolder project)
    {
        await using var database = await servers.NewDatabaseAsync();
        await project.RunAsync(database.ConnectionString, Cancellation);
        await project.RecordAsync(database.ConnectionString, Cancellation);
        await using var world = Begin(project, database);
        var before = await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation);

        var imported = await ImportAsync(world);

        Assert.True(imported.Succeeded, string.Join("\n", imported.Findings));
        Assert.Equal(project.Scripts.Count, Assert.Single(imported.Value.Histories).Scripts.Count);
        Assert.Equal(before, await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation));
        await NothingToDoAsync(world);

        // The catalogue makes a new database what the old one is.
        foreach (var catalogue in imported.Value.Catalogues)
        {
            world.Write(catalogue.File, catalogue.Sql).Commit("Baseline");
        }

        Assert.Equal(RunState.NoChanges, (await world.RunAsync("production")).State);
        var table = before.First(line => line.StartsWith("table | ", StringComparison.Ordinal)).Split(" | ")[1];
        world.Write("metadata/sql/V99999999999__next.sql", $"ALTER TABLE {table} ADD COLUMN fm_next text;\n").Commit("A column");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.Contains(await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation), line => line.Contains("fm_next", StringComparison.Ordinal));
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), Cancellation);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);
        Assert.Equal(before, await CatalogueDump.ReadAsync(database.ConnectionString, Cancellation));
    }

    private static async Task NothingToDoAsync(Scenario world)
    {
        world.Write("README.md", $"Nothing that is read, {world.Time.GetUtcNow():O}\n").Commit("Words");
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.NoChanges, $"{run.State}: {string.Join(", ", (await world.PlanAsync(run.Id)).Select(planned => $"{planned.Change.Action} {planned.Change.Item.Key}"))}");
    }

    private static Scenario Begin(FlywayFolder project, TestDatabase database)
    {
        var files = SmallRepository.Files.Where(file => !file.Key.StartsWith("metadata/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        files["environments/production.yaml"] = """
            kind: Environment
            name: production
            regions: [ { name: west } ]
            targets: { db: { type: postgres, connection: { secret: db }, scratch: { beside: true } } }
            rollout: { waves: [ { percent: 100 } ] }
            """;
        files["metadata/schema.yaml"] = "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n";
        foreach (var (path, sql) in project.Texts)
        {
            files[$"metadata/sql/{path}"] = sql;
        }

        var world = Scenario.Begin(files);
        world.Secrets["FM_SECRET_DB"] = database.ConnectionString;
        world.Open();
        world.Commit("First");
        return world;
    }

    private static async Task<Outcome<ImportedFlyway>> ImportAsync(Scenario world)
    {
        var head = (await world.Services.Git.ResolveAsync(world.Root, "HEAD", Cancellation)).Value.Sha;
        var tree = await world.Services.Git.OpenTreeAsync(world.Root, head, new SourceLimits(), Cancellation);
        MetadataRepository repository = (await world.Services.Metadata.ReadAsync(tree.Value, Cancellation)).Value;
        return await new FlywayImport(world.Services).ImportAsync(repository, new HistoryScope("production"), null, "moved over", Scenario.Key("ada"), Cancellation);
    }
}
