using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>Rows that are written and removed, and the rules of their table.</summary>
public sealed class SqliteRowTests : SqliteTargetFixture
{
    [Fact]
    public async Task Columns_that_nobody_manages_keep_their_values_and_come_back_with_a_deleted_row()
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT UNIQUE, title TEXT, \"odd \"\"name\" BLOB NOT NULL, note TEXT DEFAULT 'x')");
        Place.Execute("INSERT INTO t VALUES (42, 'a', 'old', x'00FF', 'seen'), (43, 'b', 'old', 'text', NULL)");
        var before = Place.Query("SELECT * FROM t ORDER BY id");
        var slice = Slice("t", ["code"], ["code", "title"]);
        var items = await ReadAsync(target, slice);
        var changed = Content(("code", "a"), ("title", "new"));

        await WriteAsync(target, claim, slice, new ItemWrite("1", items[0].Key, items[0].Checksum, Digest.Of(changed), ItemContent.Of(changed), true));
        Assert.Equal([42L, "a", "new", new byte[] { 0, 255 }, "seen"], Place.Query("SELECT * FROM t WHERE id = 42")[0]);
        await WriteAsync(target, claim, slice, new ItemWrite("2", items[0].Key, Digest.Of(changed), null, null, true), new ItemWrite("3", items[1].Key, items[1].Checksum, null, null, true));
        Assert.Empty(Place.Query("SELECT * FROM t"));
        await WriteAsync(
            target, claim, slice, new ItemWrite("4", items[0].Key, null, Digest.Of(changed), ItemContent.Of(changed), true), new ItemWrite("5", items[1].Key, null, items[1].Checksum, items[1].Content, true));
        await WriteAsync(target, claim, slice, new ItemWrite("6", items[0].Key, Digest.Of(changed), items[0].Checksum, items[0].Content, true));

        Assert.Equal(before, Place.Query("SELECT * FROM t ORDER BY id"));
        Assert.Empty(Place.Query("SELECT * FROM fm_removed"));
    }

    [Fact]
    public async Task What_a_deleted_row_leaves_behind_is_dropped_after_thirty_days()
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY, note TEXT); INSERT INTO t VALUES ('a', 'private')");
        var slice = Slice("t", ["code"], ["code"]);
        var item = Assert.Single(await ReadAsync(target, slice));
        await WriteAsync(target, claim, slice, new ItemWrite("1", item.Key, item.Checksum, null, null, true));
        Assert.Single(Place.Query("SELECT * FROM fm_removed"));

        Time.Advance(TimeSpan.FromDays(31));
        await target.ClaimAsync(new ClaimRequest("store", "later"), Cancellation);

        Assert.Empty(Place.Query("SELECT * FROM fm_removed"));
    }

    [Fact]
    public async Task A_row_that_the_table_refuses_is_a_finding_in_SQLites_words_and_nothing_of_the_batch_stays()
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY, title TEXT NOT NULL UNIQUE)");
        var slice = Slice("t", ["code"], ["code", "title"]);

        var outcome = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "a"), ("title", "x")), Create(["code"], ("code", "b"), ("title", "x"))], Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(TargetCodes.Refused.Code, finding.Code);
        Assert.Contains("UNIQUE constraint failed: t.title", finding.Message, StringComparison.Ordinal);
        Assert.Contains("""["b"]""", finding.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAsync(target, slice));
    }

    [Fact]
    public async Task Foreign_keys_count_when_the_batch_is_whole()
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY, parent TEXT REFERENCES t (code))");
        var slice = Slice("t", ["code"], ["code", "parent"]);

        await WriteAsync(target, claim, slice, Create(["code"], ("code", "a"), ("parent", "b")), Create(["code"], ("code", "b"), ("parent", null)));
        var outcome = await target.WriteAsync(claim, slice, [Create(["code"], ("code", "c"), ("parent", "nowhere"))], Cancellation);

        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(TargetCodes.Refused.Code, finding.Code);
        Assert.Contains("1 more rows of t point to no row of t", finding.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await ReadAsync(target, slice)).Count);
    }

    [Fact]
    public async Task A_deletion_that_would_take_other_rows_along_is_refused()
    {
        var (target, claim) = await ClaimedAsync();
        Place.Execute("CREATE TABLE t (code TEXT PRIMARY KEY); CREATE TABLE child (id INTEGER PRIMARY KEY, code TEXT REFERENCES t ON DELETE CASCADE)");
        Place.Execute("INSERT INTO t VALUES ('a'), ('b'); INSERT INTO child VALUES (1, 'a'), (2, 'a')");
        var slice = Slice("t", ["code"], ["code"]);
        var items = await ReadAsync(target, slice);

        var refused = await target.WriteAsync(claim, slice, [new ItemWrite("1", items[0].Key, items[0].Checksum, null, null, true)], Cancellation);
        await WriteAsync(target, claim, slice, new ItemWrite("2", items[1].Key, items[1].Checksum, null, null, true));

        Assert.Contains("2 rows of child (ON DELETE CASCADE)", Assert.Single(refused.Findings).Message, StringComparison.Ordinal);
        Assert.Equal(2, Place.Query("SELECT * FROM child").Count);
    }
}
