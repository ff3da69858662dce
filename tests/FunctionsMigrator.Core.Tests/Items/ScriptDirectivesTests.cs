using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class ScriptDirectivesTests
{
    [Fact]
    public async Task Directives_of_several_leading_lines_are_one()
    {
        var script = await ScriptAsync("V1__a.sql", "/* why */\n-- fm: transaction=off timeout=5m\n\n-- fm:  lock-timeout=2s verify=\"select \"\"n\"\" = 1 from t\"\n-- note\nSELECT 1;\n");

        Assert.Equal(new ScriptDirectives(Transaction: false, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2), RunAlways: false, "select \"n\" = 1 from t"), script.Directives);
    }

    [Fact]
    public async Task A_script_without_directives_asks_for_nothing()
    {
        Assert.Equal(ScriptDirectives.None, (await ScriptAsync("V1__a.sql", "-- fm is great\n-- fm:nolint LINT103 small table\nSELECT '-- fm: transaction=off'")).Directives);
        Assert.Equal(ScriptDirectives.None, (await ScriptAsync("V1__a.sql", "-- fm:\nSELECT $$\n-- fm: transaction=off\n$$", "postgres")).Directives);
    }

    [Fact]
    public async Task An_undo_script_has_directives_of_its_own()
    {
        var set = await Repository("sqlite", ("V1__a.sql", "-- fm: timeout=1s\nCREATE TABLE a (id int)"), ("U1__a.sql", "-- fm: timeout=2s\nDROP TABLE a"), ("V2__b.sql", "-- fm: timeout=3s\nCREATE TABLE b (id int)"))
            .ScriptsAsync();

        Assert.Equal(
            [(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (TimeSpan.FromSeconds(3), (TimeSpan?)null)],
            set.Value.Scripts.Select(script => (script.Directives.Timeout!.Value, script.Undo.Directives.Timeout)));
    }

    [Fact]
    public async Task A_repeatable_script_can_run_always() =>
        Assert.True((await ScriptAsync("R__a.sql", "-- fm: run-always\nCREATE VIEW a AS SELECT 1")).Directives.RunAlways);

    [Theory]
    [InlineData("-- fm: transacton=off", 8, "Did you mean 'transaction'?")]
    [InlineData("-- fm: transaction=maybe", 8, "on or off")]
    [InlineData("-- fm: transaction", 8, "on or off")]
    [InlineData("-- fm: timeout=0s", 8, "above zero")]
    [InlineData("-- fm: timeout=5", 8, "a duration")]
    [InlineData("-- fm: timeout=30d", 8, "24d")]
    [InlineData("-- fm: timeout=1s timeout=2s", 19, "twice")]
    [InlineData("-- fm: run-always", 8, "Only repeatable")]
    [InlineData("-- fm: verify", 8, "double quotes")]
    [InlineData("-- fm: verify=\"select 1", 8, "no directive")]
    [InlineData("-- fm: =x", 8, "no directive")]
    [InlineData("SELECT 1; -- fm: timeout=1s", 11, "before the first statement")]
    public async Task A_directive_that_cannot_be_read_is_found_where_it_stands(string text, int column, string said)
    {
        var outcome = await Repository("sqlite", ("V1__a.sql", $"{text}\n;SELECT 1")).ScriptsAsync();

        Assert.Equal([$"VAL176 metadata/sql/V1__a.sql:1:{column}"], DesiredRepository.Found(outcome));
        Assert.Contains(said, outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    private static async Task<Core.Items.SqlScript> ScriptAsync(string file, string text, string type = "sqlite")
    {
        var outcome = await Repository(type, (file, text)).ScriptsAsync();
        Assert.True(outcome.Succeeded, string.Join("\n", outcome.Findings));
        return outcome.Value.Scripts[0];
    }

    private static DesiredRepository Repository(string type, params (string File, string Text)[] files)
    {
        var repository = new DesiredRepository(
            new MemoryTree(files.Select(file => ($"metadata/sql/{file.File}", file.Text))),
            new SqlMigrationsDocument { Name = "s", Target = "db", Place = DesiredRepository.Document, Path = "sql" });
        return repository with
        {
            Environment = repository.Environment with
            {
                Targets = new Dictionary<string, TargetDefinition> { ["db"] = new() { Type = type, Settings = DesiredRepository.Map("""{ "path": "a.db" }""").ToDictionary() } },
            },
        };
    }
}
