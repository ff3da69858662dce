using FunctionsMigrator.Adapters.Targets.Files;
using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>The structure as one script: run on an empty database and written again it is the same, byte for byte.</summary>
public sealed class SqliteSchemaTextTests : SqliteTargetFixture
{
    private const string Everything =
        """
        CREATE TABLE zoo (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE CHECK (name <> ';'));
        CREATE TABLE "a ""b" (id INTEGER REFERENCES zoo (id) ON DELETE CASCADE, -- points
          d TEXT DEFAULT 'x' UNIQUE) STRICT;
        CREATE UNIQUE INDEX by_name ON zoo (name DESC) WHERE id > 1;
        CREATE VIEW z AS SELECT id FROM zoo;
        CREATE VIEW b AS SELECT id FROM z;
        CREATE TRIGGER noted AFTER INSERT ON zoo BEGIN UPDATE zoo SET name = 'a;b' WHERE id = new.id; DELETE FROM zoo WHERE id = 0; END;
        CREATE VIRTUAL TABLE words USING fts5 (name, content='zoo', content_rowid='id');
        ALTER TABLE zoo ADD COLUMN later INT DEFAULT 3;
        INSERT INTO zoo (name) VALUES ('bear');
        """;

    [Fact]
    public async Task The_text_run_on_an_empty_database_and_written_again_is_the_same_byte_for_byte()
    {
        using var rebuilt = new SqlitePlaceFixture();
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, Everything);
        var text = await TextAsync(target);

        rebuilt.Execute(text);

        await using var other = (await new SqliteTargetType(rebuilt.Base, Time).OpenAsync(SqlitePlaceFixture.Binding, TargetAccess.Plan, Cancellation)).Value;
        Assert.Equal(text, await TextAsync(other));
        Assert.Equal(await StructureAsync(target), await StructureAsync(other));
        Assert.DoesNotContain("bear", text, StringComparison.Ordinal);
        Assert.DoesNotContain("fm_", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_in_which_things_were_made_does_not_count()
    {
        var (target, claim) = await ClaimedAsync();
        await RunAsync(target, claim, "CREATE TABLE b (x TEXT); CREATE TABLE a (x TEXT); CREATE INDEX j ON a (x); CREATE INDEX i ON b (x);");
        var before = await TextAsync(target);

        await RunAsync(target, claim, "DROP TABLE a; CREATE TABLE a (x TEXT); CREATE INDEX j ON a (x);");

        Assert.Equal(before, await TextAsync(target));
    }

    [Fact]
    public async Task A_target_without_SQL_has_no_structure()
    {
        var binding = SqlitePlaceFixture.Binding with { Type = FilesTargetType.TypeName };
        await using var target = (await new FilesTargetType(Place.Base, Time).OpenAsync(binding, TargetAccess.Plan, Cancellation)).Value;

        Assert.Equal(TargetCodes.NoSql.Code, Assert.Single((await target.DescribeSchemaAsync(Cancellation)).Findings).Code);
    }

    private static async Task<string> TextAsync(ITarget target)
    {
        var text = await target.DescribeSchemaAsync(Cancellation);
        Assert.True(text.Succeeded, string.Join("; ", text.Findings));
        return text.Value;
    }
}
