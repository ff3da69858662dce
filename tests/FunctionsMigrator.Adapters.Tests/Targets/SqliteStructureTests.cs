using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>When two structures are the same.</summary>
public sealed class SqliteStructureTests : SqliteTargetFixture
{
    [Theory]
    [InlineData("ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'x'", "ALTER TABLE t DROP COLUMN c")]
    [InlineData("ALTER TABLE t RENAME COLUMN b TO bb", "ALTER TABLE t RENAME COLUMN bb TO b")]
    [InlineData("ALTER TABLE t RENAME TO u", "ALTER TABLE u RENAME TO t")]
    [InlineData("DROP VIEW v", "create view  V as /* again */ select A\nfrom t")]
    [InlineData("DROP INDEX i", "CREATE INDEX i ON \"t\"(b)")]
    [InlineData("CREATE TABLE n (a INTEGER PRIMARY KEY, b TEXT)", "DROP TABLE n")]
    public async Task What_is_taken_back_by_another_wording_has_the_same_structure(string change, string undo)
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE t (\n  a INTEGER PRIMARY KEY, -- key\n  b TEXT COLLATE NOCASE CHECK (b <> '')\n); CREATE INDEX i ON t (b); CREATE VIEW V AS SELECT a FROM t;");
        var before = await StructureAsync(target);

        await RunAsync(target, claim, change);
        Assert.NotEqual(before, await StructureAsync(target));
        await RunAsync(target, claim, undo);

        Assert.Equal(before, await StructureAsync(target));
    }

    [Theory]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT, c INT", "a INTEGER PRIMARY KEY, c INT, b TEXT")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT NOT NULL")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT DEFAULT ''")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT UNIQUE")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY, b TEXT COLLATE NOCASE")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT", "a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT CHECK (b <> 'x')", "a INTEGER PRIMARY KEY, b TEXT CHECK (b <> 'X')")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id)", "a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id) ON DELETE CASCADE")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id)", "a INTEGER PRIMARY KEY, b TEXT REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED")]
    [InlineData("a INTEGER PRIMARY KEY, b TEXT AS (a + 1)", "a INTEGER PRIMARY KEY, b TEXT AS (a + 2)")]
    public async Task Structures_that_differ_have_different_checksums(string one, string other)
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, $"CREATE TABLE t ({one})");
        var before = await StructureAsync(target);

        await RunAsync(target, claim, $"DROP TABLE t; CREATE TABLE t ({other});");

        Assert.NotEqual(before, await StructureAsync(target));
    }

    [Fact]
    public async Task The_order_in_which_things_were_made_and_the_bookkeeping_do_not_count()
    {
        Place.Execute("CREATE TABLE b (x TEXT); CREATE TABLE a (x TEXT); CREATE INDEX j ON a (x); CREATE INDEX i ON a (x DESC)");
        await using var plan = (await new SqliteTargetType(Place.Base, Time).OpenAsync(SqlitePlaceFixture.Binding, TargetAccess.Plan, Cancellation)).Value;
        var before = await StructureAsync(plan);

        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "DROP TABLE b; DROP INDEX j; CREATE INDEX j ON a (x); CREATE TABLE b (x TEXT);");

        Assert.Equal(before, await StructureAsync(target));
    }
}
