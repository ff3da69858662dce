using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class ScriptFolderTests
{
    [Theory]
    [InlineData("V1__create_orders.sql", 'V', "1", "create orders")]
    [InlineData("V1.2__a.sql", 'V', "1.2", "a")]
    [InlineData("V1_2__a.sql", 'V', "1.2", "a")]
    [InlineData("V001.010__a.sql", 'V', "1.10", "a")]
    [InlineData("V1.0__a.sql", 'V', "1", "a")]
    [InlineData("V0__a.sql", 'V', "0", "a")]
    [InlineData("V20261123093015__a__b_.sql", 'V', "20261123093015", "a  b")]
    [InlineData("U2.1__a.sql", 'U', "2.1", "a")]
    [InlineData("R__order_totals.sql", 'R', "", "order totals")]
    [InlineData("B5__all.sql", 'B', "5", "all")]
    [InlineData("V3.sql", 'V', "3", "")]
    [InlineData("V3__.sql", 'V', "3", "")]
    public void A_name_is_read_by_Flyways_rules(string file, char letter, string version, string description)
    {
        var name = ScriptName.Read(file, out var problem)!;

        Assert.Null(problem);
        Assert.Equal((file[..^4], letter, version, description), (name.Key, name.Letter, name.VersionText, name.Description));
    }

    [Theory]
    [InlineData("V1_a.sql", "two underscores")]
    [InlineData("V__a.sql", "does not start")]
    [InlineData("V1a__a.sql", "does not start")]
    [InlineData("V1.__a.sql", "does not start")]
    [InlineData("R1__a.sql", "does not start")]
    [InlineData("R__.sql", "does not start")]
    [InlineData("B__a.sql", "does not start")]
    [InlineData("X1__a.sql", "does not start")]
    [InlineData("v1__a.sql", "upper case")]
    [InlineData("V1__a.SQL", "lower case")]
    [InlineData("V99999999999999999999__a.sql", "too large")]
    [InlineData(".sql", "no name")]
    public void Another_name_says_what_is_wrong_with_it(string file, string said)
    {
        Assert.Null(ScriptName.Read(file, out var problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 2 }, new long[] { 10 })]
    [InlineData(new long[] { 2 }, new long[] { 2, 1 })]
    [InlineData(new long[] { 2, 1 }, new long[] { 2, 1, 0, 1 })]
    [InlineData(new long[] { 2, 9 }, new long[] { 2, 10 })]
    public void Versions_are_compared_number_by_number(long[] lower, long[] higher)
    {
        Assert.True(ScriptName.CompareVersions(lower, higher) < 0);
        Assert.True(ScriptName.CompareVersions(higher, lower) > 0);
        Assert.Equal(0, ScriptName.CompareVersions(lower, [.. lower, 0]));
    }

    [Fact]
    public async Task Scripts_come_by_version_and_then_the_repeatable_ones_by_name()
    {
        var set = await ScriptsAsync(
            ("R__b.sql", "CREATE VIEW b AS SELECT 1"), ("R__a.sql", "CREATE VIEW a AS SELECT 1"), ("V10__x.sql", "SELECT 1"), ("deep/er/V9__x.sql", "SELECT 1"),
            ("V2.1__x.sql", "SELECT 1"), ("V2__x.sql", "SELECT 1"), ("README.md", "no script"));

        Assert.Equal(["V2__x", "V2.1__x", "V9__x", "V10__x", "R__a", "R__b"], set.Scripts.Select(script => script.Key));
        Assert.Equal("metadata/sql/deep/er/V9__x.sql", set.Scripts[2].Place.ToString());
        Assert.Equal([ScriptKind.Versioned, ScriptKind.Repeatable], set.Scripts.Select(script => script.Kind).Distinct());
    }

    [Fact]
    public async Task An_undo_is_written_or_derived_or_there_is_none()
    {
        var set = await ScriptsAsync(
            ("V1__a.sql", "CREATE TABLE a (id int)"), ("V02__b.sql", "DELETE FROM a"), ("U2.0__other_words.sql", "INSERT INTO a VALUES (1)"), ("V3__c.sql", "INSERT INTO a VALUES (2)"),
            ("R__v.sql", "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1"));

        Assert.Equal(
            [
                (UndoOrigin.Derived, "DROP TABLE a;\n"), (UndoOrigin.Written, "INSERT INTO a VALUES (1)"), (UndoOrigin.None, null),
                (UndoOrigin.PreviousText, "DROP VIEW v;\n-- the view v as it stands before the script runs\n"),
            ],
            set.Scripts.Select(script => (script.Undo.Origin, script.Undo.Sql)));
        Assert.Equal("metadata/sql/U2.0__other_words.sql", set.Scripts[1].Undo.Place?.File);
        Assert.Equal("it changes rows, and what they held is not kept", set.Scripts[2].Undo.Underived?.Why);
        Assert.True(set.Scripts[1].Facts.LosesData, "A written undo does not bring rows back.");
    }

    [Fact]
    public async Task Variables_are_replaced_and_the_checksum_is_of_what_runs()
    {
        var repository = Repository(("V1__a.sql", "\ufeffCREATE TABLE a (c TEXT DEFAULT '${currency}'); -- $${x}\r\n"), ("U1__a.sql", "DROP TABLE a; -- ${region}"));

        var weu = (await repository.ScriptsAsync()).Value.Scripts[0];
        var eus = (await repository.ScriptsAsync("eus")).Value.Scripts[0];

        Assert.Equal("CREATE TABLE a (c TEXT DEFAULT 'EUR'); -- ${x}\n", weu.Sql);
        Assert.Equal("DROP TABLE a; -- weu", weu.Undo.Sql);
        Assert.Equal(Digest.Of(weu.Sql), weu.Checksum);
        Assert.Equal("CREATE TABLE a (c TEXT DEFAULT 'USD'); -- ${x}\n", eus.Sql);
        Assert.NotEqual(weu.Checksum, eus.Checksum);
    }

    [Fact]
    public async Task A_baseline_in_the_folder_is_no_script()
    {
        var repository = Repository("sql/baseline.sql", ("baseline.sql", "CREATE TABLE old (id int)"), ("V1__a.sql", "SELECT 1"));

        var set = (await repository.ScriptsAsync()).Value;

        Assert.Equal(["V1__a"], set.Scripts.Select(script => script.Key));
        Assert.Equal(["baseline"], set.Baselines.Select(script => script.Key));
    }

    [Fact]
    public async Task All_that_is_wrong_is_found_at_once()
    {
        var outcome = await Repository(
            ("V1__a.sql", "SELECT 1"), ("sub/V1.0__b.sql", "SELECT 1"), ("U1__a.sql", "SELECT 1"), ("U01__b.sql", "SELECT 1"), ("U7__z.sql", "SELECT 1"), ("R__v.sql", "SELECT 1"),
            ("sub/R__v.sql", "SELECT 1"), ("afterMigrateError.sql", "SELECT 1"), ("beforeEachMigrat.sql", "SELECT 1"), ("V1__a.sql.conf", "executeInTransaction=false"), ("V2__empty.sql", "\n"), ("V3__open.sql", "SELECT 'x"), ("V4__var.sql", "\nSELECT '${x}'"),
            ("V5__tx.sql", "BEGIN"), ("w.SQL", "SELECT 1")).ScriptsAsync();

        Assert.Equal(
            [
                "VAL100 metadata/sql/V4__var.sql:2:9", "VAL170 metadata/sql/afterMigrateError.sql", "VAL170 metadata/sql/beforeEachMigrat.sql", "VAL170 metadata/sql/w.SQL", "VAL171 metadata/sql/U1__a.sql", "VAL171 metadata/sql/sub/R__v.sql",
                "VAL171 metadata/sql/sub/V1.0__b.sql", "VAL172 metadata/sql/U7__z.sql", "VAL173 metadata/sql/V2__empty.sql", "VAL174 metadata/sql/V3__open.sql:1:8",
                "VAL175 metadata/sql/V5__tx.sql:1:1", "VAL177 metadata/sql/V1__a.sql.conf",
            ],
            DesiredRepository.Found(outcome).Order(StringComparer.Ordinal));
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains("the callback afterMigrateError is not run here", StringComparison.Ordinal));
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains("Did you mean 'beforeEachMigrate'?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_folders_are_one_and_a_version_stands_in_one_of_them()
    {
        var files = new (string, string)[] { ("sql/V2__b.sql", "SELECT 2"), ("tenant/sql/V1__a.sql", "SELECT 1"), ("tenant/R__v.sql", "CREATE VIEW v AS SELECT 1"), ("other/V9__x.sql", "SELECT 9") };

        var set = await In(new ScriptLocations(["sql", "tenant", "tenant/sql"]), files).ScriptsAsync();
        var twice = await In(new ScriptLocations(["sql", "tenant"]), [.. files, ("tenant/V2.0__c.sql", "SELECT 3")]).ScriptsAsync();

        Assert.Equal(["V1__a", "V2__b", "R__v"], set.Value.Scripts.Select(script => script.Key));
        Assert.Equal(["VAL171 metadata/tenant/V2.0__c.sql"], DesiredRepository.Found(twice));
    }

    [Fact]
    public async Task Callbacks_run_with_every_script_in_the_order_of_their_names()
    {
        var set = await ScriptsAsync(
            ("V1__a.sql", "CREATE TABLE a (id int)"), ("U1__a.sql", "DROP TABLE a"), ("beforeEachMigrate__2.sql", "SELECT '${region}'"), ("sub/beforeEachMigrate__1.sql", "SELECT 1"),
            ("afterEachMigrate.sql", "UPDATE log SET n = n + 1"), ("afterMigrate.sql", "SELECT 3"), ("afterMigrateApplied__x.sql", "SELECT 2"), ("beforeMigrate.sql", "SELECT 4"), ("beforeEachUndo.sql", "SELECT 5"), ("afterEachUndo.sql", "SELECT 6"));
        var script = Assert.Single(set.Scripts);

        Assert.Equal(["SELECT 1", "SELECT 'weu'"], script.BeforeEach.Select(text => text.Sql));
        Assert.Equal(["metadata/sql/afterEachMigrate.sql"], script.AfterEach.Select(text => text.Place.ToString()));
        Assert.Equal(["SELECT 4", "SELECT 2", "SELECT 3", "SELECT 5", "SELECT 6"], ((IEnumerable<ScriptText>)[.. set.BeforeMigrate, .. set.AfterMigrate, .. script.Undo.BeforeEach, .. script.Undo.AfterEach]).Select(text => text.Sql));
        Assert.Equal(["a", "log"], script.Facts.Touches);
    }

    [Fact]
    public async Task What_a_callback_loses_is_lost_with_every_script()
    {
        var set = await ScriptsAsync(("V1__a.sql", "CREATE TABLE a (id int)"), ("afterEachMigrate.sql", "DELETE FROM cache"));

        Assert.True(set.Scripts[0].Facts.LosesData);
        Assert.StartsWith("metadata/sql/afterEachMigrate.sql, line 1: DELETE", set.Scripts[0].Facts.LosesDataReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Baseline_scripts_come_by_version_and_are_no_scripts_to_run()
    {
        var set = await ScriptsAsync(("V1__a.sql", "SELECT 1"), ("B10__all.sql", "CREATE TABLE a (id int)"), ("B9__all.sql", "CREATE TABLE a (id int)"));
        var named = await Repository("sql/B2__all.sql", ("B2__all.sql", "SELECT 1"), ("V3__a.sql", "SELECT 1")).ScriptsAsync();

        Assert.Equal(["V1__a"], set.Scripts.Select(script => script.Key));
        Assert.Equal(["B9__all", "B10__all"], set.Baselines.Select(script => script.Key));
        Assert.Equal(("B2__all", ScriptKind.Baseline), (named.Value.Baselines[0].Key, named.Value.Baselines[0].Kind));
    }

    [Theory]
    [InlineData("sql/V2__b.sql", "VAL170 metadata/sql/V2__b.sql")]
    [InlineData("sql/baseline.sql", "VAL171 metadata/sql/B1__x.sql")]
    public async Task A_baseline_that_is_something_else_too_is_found(string baseline, string found) => Assert.Equal(
        [found],
        DesiredRepository.Found(await Repository(baseline, ("V2__b.sql", "SELECT 1"), ("B1__x.sql", "SELECT 1"), ("baseline.sql", "SELECT 1"), ("V3__c.sql", "SELECT 1")).ScriptsAsync())
            .Where(line => !line.EndsWith("/baseline.sql", StringComparison.Ordinal)));

    [Fact]
    public async Task Without_substitution_a_script_is_as_it_is_written()
    {
        var repository = new DesiredRepository(
            new MemoryTree([("metadata/sql/V1__a.sql", "SELECT '${x} $${y}'")]),
            new SqlMigrationsDocument { Name = "s", Target = "db", Place = DesiredRepository.Document, Path = "sql", Substitute = false });

        Assert.Equal("SELECT '${x} $${y}'", (await repository.ScriptsAsync()).Value.Scripts[0].Sql);
    }

    [Theory]
    [InlineData("SELECT 1;\r\nSELECT 2;\r\n")]
    [InlineData("\ufeffSELECT 1;\nSELECT 2;\n")]
    public async Task Line_ends_and_byte_order_marks_do_not_count_in_the_checksum(string text) =>
        Assert.Equal(Digest.Of("SELECT 1;\nSELECT 2;\n"), (await ScriptsAsync(("V1__a.sql", text))).Scripts[0].Checksum);

    [Theory]
    [InlineData(64 << 20, true)]
    [InlineData((64 << 20) + 1, false)]
    public async Task A_script_has_at_most_64_MiB(int length, bool read)
    {
        var repository = new DesiredRepository(
            new FilledTree("metadata/sql/V1__a.sql", length), new SqlMigrationsDocument { Name = "s", Target = "db", Place = DesiredRepository.Document, Path = "sql", Substitute = false });

        var outcome = await repository.ScriptsAsync();

        Assert.Equal(read ? "VAL173" : "VAL112", Assert.Single(outcome.Findings).Code);
        Assert.Equal(!read, outcome.Findings[0].Remedy.StartsWith("Split the script into several versions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_without_scripts_is_found() =>
        Assert.Equal(["VAL114 metadata/x.yaml:3:1"], DesiredRepository.Found(await Repository(("README.md", "x")).SlicesAsync()));

    private static async Task<ScriptSet> ScriptsAsync(params (string File, string Text)[] files)
    {
        var outcome = await Repository(files).ScriptsAsync();
        Assert.True(outcome.Succeeded, string.Join("\n", outcome.Findings));
        return outcome.Value;
    }

    private static DesiredRepository In(ScriptLocations folders, (string File, string Text)[] files) => new(
        new MemoryTree(files.Select(file => ($"metadata/{file.File}", file.Text))),
        new SqlMigrationsDocument { Name = "s", Target = "db", Place = DesiredRepository.Document, Path = folders });

    private static DesiredRepository Repository(params (string File, string Text)[] files) => Repository(null, files);

    private static DesiredRepository Repository(string? baseline, params (string File, string Text)[] files) => new(
        new MemoryTree(files.Select(file => ($"metadata/sql/{file.File}", file.Text))),
        new SqlMigrationsDocument { Name = "s", Target = "db", Place = DesiredRepository.Document, Path = "sql", Baseline = baseline });

    /// <summary>A tree with one file of blanks.</summary>
    private sealed class FilledTree(string path, int length) : ISourceTree
    {
        public IReadOnlyList<SourceFile> Files { get; } = [new SourceFile(path, length)];

        public Task<Stream> OpenAsync(string path, CancellationToken cancellation)
        {
            var bytes = new byte[length];
            bytes.AsSpan().Fill((byte)' ');
            return Task.FromResult<Stream>(new MemoryStream(bytes));
        }
    }
}
