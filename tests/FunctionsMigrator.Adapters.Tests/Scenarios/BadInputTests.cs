using System.Globalization;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using static FunctionsMigrator.Testing.Scenarios.ScenarioDatabase;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What is wrong in git, or with the clock, ends a run with a code and a remedy, and writes nothing.</summary>
public sealed class BadInputTests
{
    private const string NeedsBo = "approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ], excludeAuthors: plan }";

    [Theory]
    [InlineData("PLAN310", "metadata/sql/V1__colours.sql", "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL);\n", "metadata/sql/V0.5__early.sql", "CREATE TABLE early (id INTEGER);\n")]
    [InlineData("PLAN311", "metadata/sql/V1__colours.sql", "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT);\n", null, null)]
    [InlineData("PLAN304", "metadata/more.yaml", "kind: ReferenceData\nname: more\ntarget: db\ntable: colours\nkey: [code]\nrows: [ { code: r, name: rot } ]\ndependsOn: [schema]\n", null, null)]
    [InlineData("TGT032", "metadata/colours.yaml", "kind: ReferenceData\nname: colours\ntarget: db\ntable: colours\nkey: [name]\nfile: colours.csv\ndependsOn: [schema]\n", null, null)]
    [InlineData("VAL174", "metadata/sql/V2__open.sql", "CREATE TABLE t (id INTEGER);\nINSERT INTO t VALUES ('open);\n", null, null)]
    [InlineData("VAL174", "metadata/sql/V2__open.sql", "CREATE TRIGGER t AFTER INSERT ON colours BEGIN SELECT 1;\n", null, null)]
    [InlineData("VAL131", "metadata/colours.csv", "code,name\nb,blue,more\n", null, null)]
    [InlineData("VAL132", "metadata/colours.csv", "b,blue\nr,red\n", null, null)]
    [InlineData("VAL133", "metadata/colours.csv", "code,name\nb,blue\nr,\n", null, null)]
    [InlineData("VAL134", "metadata/colours.csv", "code,name\nb,blue\n,red\n", null, null)]
    [InlineData("VAL135", "metadata/colours.csv", "code,name\nb,blue\nb,red\n", null, null)]
    public async Task A_commit_that_does_not_fit_is_Invalid_and_nothing_is_written(string code, string path, string text, string? more, string? moreText)
    {
        await using var world = SmallRepository.Begin();
        await world.RunAsync("production");
        var before = Contents(world);
        world.Write(path, text);
        if (more is not null)
        {
            world.Write(more, moreText!);
        }

        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Wrong");
        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Invalid, code), (run.State, run.ReasonCode));
        Assert.All(run.TopFindings, finding => Assert.NotEmpty(finding.Remedy));
        Assert.Equal(before, Contents(world));
    }

    [Fact]
    public async Task A_row_far_down_the_file_that_one_target_refuses_is_named_by_the_rehearsal_and_nothing_is_written()
    {
        const int rows = 100_000;
        await using var world = Scenario.Begin(SmallRepository.Files)
            .Write("environments/production.yaml", SmallRepository.Environment("waves: [ { ring: canary, bake: 1m }, { percent: 100 } ]").Replace("  - { name: north }\n", "", StringComparison.Ordinal))
            .Write("metadata/sql/V2__unique.sql", "CREATE UNIQUE INDEX names ON colours (name);\n");
        world.Commit("First");
        Assert.Equal(RunState.Completed, (await world.RunAsync("production")).State);
        var csv = new StringBuilder("code,name\n");
        for (var row = 0; row < rows; row++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"c{row:D6},name {row}\n");
        }

        world.Write("metadata/colours.csv", csv.ToString()).Commit("Many");
        // Nobody manages the row.
        Execute(world, "east", $"INSERT INTO colours VALUES ('zz', 'name {rows - 2}')");

        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Failed, "PLAN331", 0), (run.State, run.ReasonCode, run.Wave));
        var finding = Assert.Single(run.TopFindings, finding => finding.Severity is Severity.Error);
        Assert.Equal(("metadata/colours.csv", rows), (finding.Place!.File, finding.Place.Line));
        Assert.Contains("TGT024", finding.Message, StringComparison.Ordinal);
        Assert.Contains("UNIQUE constraint failed: colours.name", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["b blue", "r red"], Query(world, "west", "SELECT code || ' ' || name FROM colours ORDER BY code"));
        Assert.Equal(["b blue", "r red", $"zz name {rows - 2}"], Query(world, "east", "SELECT code || ' ' || name FROM colours ORDER BY code"));
    }

    [Theory]
    [InlineData("POL102", "changeNote: { required: true }", null)]
    [InlineData("POL103", "changeNote: { required: true, ticket: \"^CHG[0-9]+$\" }", "ticket: soon")]
    public async Task A_change_without_its_note_is_denied(string code, string rule, string? ticket)
    {
        await using var world = SmallRepository.Begin(rule);
        world.Write("changes/first.yaml", "kind: Change\nname: first\ntitle: First\nauthor: ada\nticket: CHG1\ncovers: [checkout, schema, colours]\n").Commit("With its note");
        await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3"));
        if (ticket is not null)
        {
            world.Write("changes/second.yaml", $"kind: Change\nname: second\ntitle: Second\nauthor: ada\n{ticket}\ncovers: [checkout]\n");
        }

        world.Commit("Longer");
        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Denied, code), (run.State, run.ReasonCode));
        Assert.DoesNotContain("45", world.Read("data/east/config/settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_by_somebody_unknown_is_denied_where_authors_are_excluded()
    {
        await using var world = Scenario.Begin(SmallRepository.Files);
        world.Write("policies/production.yaml", SmallRepository.Policy(NeedsBo)).Commit("Begin", new("Zoe", "zoe@example.com"));

        var run = await world.RunAsync("production", Scenario.Key("ci"));

        Assert.Equal((RunState.Denied, "POL110"), (run.State, run.ReasonCode));
        Assert.Contains("zoe@example.com", Assert.Single(run.TopFindings, found => found.Severity is Severity.Error).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_starts_and_finishes_runs_with_names_of_their_own()
    {
        await using var world = SmallRepository.Begin("approvals: { low: [], medium: [], high: [] }");
        var first = await world.RunAsync("production");
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3")).Commit("Longer");
        world.Time.AdjustTime(first.StartedAt - TimeSpan.FromHours(3));

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Completed, run.State);
        Assert.NotEqual(first.Id, run.Id);
        Assert.Contains("45", world.Read("data/east/config/settings.json"), StringComparison.Ordinal);
        var back = await world.Migrator.RollBackAsync(new RollbackRequest(run.Id), Scenario.Key("bo"), CancellationToken.None);
        Assert.Equal(RunState.Completed, (await world.DriveAsync(back.Value.Run.Id)).State);
        Assert.Contains("30", world.Read("data/east/config/settings.json"), StringComparison.Ordinal);
    }

    private static string Contents(Scenario world) => string.Join(
        '\n', new[] { "west", "north", "east" }.Select(region => world.Read($"data/{region}/config/settings.json")));
}
