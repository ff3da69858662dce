using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Targets.Files;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>What the folder looks like, and what it may look like.</summary>
public sealed class FilesTargetTests : IDisposable
{
    private static readonly ResourceSlice Settings = new("checkout", ResourceKind.Settings, "settings", 0);
    private static readonly ResourceSlice Flags = new("checkout-flags", ResourceKind.FeatureFlags, "flags", 0);
    private static readonly ResourceSlice Documents = new("mails", ResourceKind.Documents, "documents", 0);

    private readonly LocalPlaceFixture _place = new();
    private readonly FakeTimeProvider _time = new();
    private int _changes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TargetBinding Binding { get; } = LocalPlaceFixture.Bind("files", "config");

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Settings_are_one_flat_indented_object_with_sorted_keys()
    {
        var (target, claim) = await ClaimedAsync();

        await WriteAsync(target, claim, Settings, ("checkout/timeoutSeconds", "30"), ("checkout/currency", "\"EUR\""), ("cart", """{"b":[1,"ä"],"a":null}"""));

        Assert.Equal(
            """
            {
              "cart": {
                "a": null,
                "b": [
                  1,
                  "ä"
                ]
              },
              "checkout/currency": "EUR",
              "checkout/timeoutSeconds": 30
            }

            """.ReplaceLineEndings("\n"),
            Read("settings.json"));
    }

    [Fact]
    public async Task What_people_put_beside_the_settings_keeps_its_value_and_its_digits()
    {
        Put("settings.json", "\uFEFF{\"z\":1.50,\"big\":12345678901234567890123,\n\"nested\":{\"y\":1e3,\"x\":[ ]}}");
        var (target, claim) = await ClaimedAsync();

        await WriteAsync(target, claim, Settings, ("a", "true"));

        Assert.Equal(
            """
            {
              "a": true,
              "big": 12345678901234567890123,
              "nested": {
                "y": 1e3,
                "x": []
              },
              "z": 1.50
            }

            """.ReplaceLineEndings("\n"),
            Read("settings.json"));
    }

    [Fact]
    public async Task A_number_beyond_doubles_is_restored_with_all_its_digits()
    {
        Put("settings.json", """{"id":9007199254740993}""");
        var (target, claim) = await ClaimedAsync();
        var before = Assert.Single(await target.ReadManyAsync(Settings, ["id"], Cancellation))!;
        var other = "1"u8.ToArray();
        await WriteAsync(target, claim, Settings, new ItemWrite("1", "id", before.Checksum, Digest.Of(other), ItemContent.Of(other), true));

        await WriteAsync(target, claim, Settings, new ItemWrite("2", "id", Digest.Of(other), before.Checksum, before.Content, true));

        Assert.Contains("9007199254740993", Read("settings.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_keep_everything_that_stands_beside_them()
    {
        Put("feature-management.json", """{"$schema":"x","feature_management":{"note":[1],"feature_flags":[{"id":"b","enabled":true}],"last":2},"other":{}}""");
        var (target, claim) = await ClaimedAsync();

        await WriteAsync(target, claim, Flags, ("a", """{"enabled":false,"id":"a"}"""));

        Assert.Equal(
            """{"$schema":"x","feature_management":{"note":[1],"feature_flags":[{"enabled":false,"id":"a"},{"id":"b","enabled":true}],"last":2},"other":{}}""",
            JsonSerializer.Serialize(JsonElement.Parse(Read("feature-management.json"))));
    }

    [Fact]
    public async Task Flags_begin_in_the_feature_management_schema()
    {
        var (target, claim) = await ClaimedAsync();

        await WriteAsync(target, claim, Flags, ("a", """{"enabled":false,"id":"a"}"""));

        Assert.Equal("""{"feature_management":{"feature_flags":[{"enabled":false,"id":"a"}]}}""", JsonSerializer.Serialize(JsonElement.Parse(Read("feature-management.json"))));
    }

    [Theory]
    [InlineData("settings.json", "")]
    [InlineData("settings.json", "[]")]
    [InlineData("settings.json", "{\"a\":1,\"a\":2}")]
    [InlineData("settings.json", "{\"a\":1} // note")]
    [InlineData("settings.json", "{\"a\":\"\\ud800\"}")]
    [InlineData("feature-management.json", "{\"feature_management\":[]}")]
    [InlineData("feature-management.json", "{\"feature_management\":{\"feature_flags\":{}}}")]
    [InlineData("feature-management.json", "{\"feature_management\":{\"feature_flags\":[1]}}")]
    [InlineData("feature-management.json", "{\"feature_management\":{\"feature_flags\":[{\"enabled\":true}]}}")]
    [InlineData("feature-management.json", "{\"feature_management\":{\"feature_flags\":[{\"id\":\"a\"},{\"id\":\"a\"}]}}")]
    public async Task A_file_of_another_form_is_a_finding_that_names_it_and_stays_as_it_is(string file, string text)
    {
        Put(file, text);
        var (target, claim) = await ClaimedAsync();
        var slice = file == "settings.json" ? Settings : Flags;
        var content = """{"id":"b"}"""u8.ToArray();

        var read = await Assert.ThrowsAsync<TargetException>(async () => await target.ReadAsync(slice, Cancellation).ToListAsync(Cancellation));
        var written = await target.WriteAsync(claim, slice, [new ItemWrite("1", "b", null, Digest.Of(content), ItemContent.Of(content), true)], Cancellation);

        Assert.Equal(TargetCodes.Malformed.Code, read.Finding.Code);
        Assert.Contains(file, read.Finding.Message, StringComparison.Ordinal);
        Assert.Equal(read.Finding, Assert.Single(written.Findings));
        Assert.Equal(text, Read(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/..")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\\..\\b")]
    [InlineData("a\0b")]
    [InlineData("settings.json")]
    [InlineData("Settings.JSON/a")]
    [InlineData("feature-management.json")]
    [InlineData(".fm-target.json")]
    [InlineData(".FM-other/a")]
    public async Task A_document_key_that_is_no_path_inside_the_folder_is_a_finding(string key)
    {
        var (target, claim) = await ClaimedAsync();
        var content = "x"u8.ToArray();
        var good = new ItemWrite("1", "good", null, Digest.Of(content), ItemContent.Of(content), true);

        var written = await target.WriteAsync(claim, Documents, [good, good with { ChangeId = "2", Key = key }], Cancellation);
        var read = await Assert.ThrowsAsync<TargetException>(() => target.ReadManyAsync(Documents, [key], Cancellation));

        Assert.Equal(TargetCodes.BadKey.Code, Assert.Single(written.Findings).Code);
        Assert.Equal(TargetCodes.BadKey.Code, read.Finding.Code);
        Assert.False(File.Exists(_place.PathOf("outside")));
        Assert.False(File.Exists(_place.PathOf("config", "good")));
    }

    [Fact]
    public async Task A_symbolic_link_among_the_documents_is_a_finding_and_nothing_is_written_through_it()
    {
        var (target, claim) = await ClaimedAsync();
        Directory.CreateDirectory(_place.PathOf("outside"));
        Directory.CreateSymbolicLink(_place.PathOf("config", "link"), _place.PathOf("outside"));
        var content = "x"u8.ToArray();

        var written = await target.WriteAsync(claim, Documents, [new ItemWrite("1", "link/a", null, Digest.Of(content), ItemContent.Of(content), true)], Cancellation);
        var read = await Assert.ThrowsAsync<TargetException>(async () => await target.ReadAsync(Documents, Cancellation).ToListAsync(Cancellation));

        Assert.Equal(TargetCodes.SymbolicLink.Code, Assert.Single(written.Findings).Code);
        Assert.Equal(TargetCodes.SymbolicLink.Code, read.Finding.Code);
        Assert.Empty(Directory.GetFileSystemEntries(_place.PathOf("outside")));
    }

    [Fact]
    public async Task A_linked_settings_file_is_refused()
    {
        Put("elsewhere.json", "{}");
        File.CreateSymbolicLink(_place.PathOf("config", "settings.json"), _place.PathOf("config", "elsewhere.json"));
        var (target, _) = await ClaimedAsync();

        var read = await Assert.ThrowsAsync<TargetException>(async () => await target.ReadAsync(Settings, Cancellation).ToListAsync(Cancellation));

        Assert.Equal(TargetCodes.SymbolicLink.Code, read.Finding.Code);
    }

    [Fact]
    public async Task A_deleted_document_takes_its_empty_folders_along()
    {
        var (target, claim) = await ClaimedAsync();
        await WriteAsync(target, claim, Documents, ("a/b/c.txt", "x"), ("a/d.txt", "x"));

        await WriteAsync(target, claim, Documents, new ItemWrite("d", "a/b/c.txt", Digest.Of("x"), null, null, true));

        Assert.Equal(["d.txt"], Directory.GetFileSystemEntries(_place.PathOf("config", "a")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_document_below_a_file_is_a_finding()
    {
        Put("a", "x");
        var (target, claim) = await ClaimedAsync();

        Assert.Equal([null], await target.ReadManyAsync(Documents, ["a/b"], Cancellation));
        var written = await target.WriteAsync(claim, Documents, [new ItemWrite("1", "a/b", null, Digest.Of("y"), ItemContent.Of("y"u8.ToArray()), true)], Cancellation);

        Assert.Equal(TargetCodes.Unreachable.Code, Assert.Single(written.Findings).Code);
        Assert.Equal("x", Read("a"));
    }

    [Fact]
    public async Task A_death_between_two_documents_is_taken_over()
    {
        var (target, claim) = await ClaimedAsync(new DurableWriteRecorder { DieBefore = 3 });
        ItemWrite[] batch = [Document("a"), Document("b")];
        await Assert.ThrowsAsync<ProcessDiedException>(() => target.WriteAsync(claim, Documents, batch, Cancellation));
        Assert.Equal((true, false), (File.Exists(_place.PathOf("config", "a")), File.Exists(_place.PathOf("config", "b"))));

        var (next, higher) = await ClaimedAsync();
        var outcome = await next.WriteAsync(higher, Documents, batch, Cancellation);

        Assert.Equal([WriteStatus.Recovered, WriteStatus.Applied], outcome.Value.Select(result => result.Status));
        Assert.False(Directory.Exists(_place.PathOf("config", ".fm-staging")));
    }

    [Fact]
    public async Task A_receipt_that_a_death_cut_off_does_not_count_and_is_overwritten()
    {
        var (target, claim) = await ClaimedAsync();
        await WriteAsync(target, claim, Documents, Document("a"));
        var receipts = Directory.GetFiles(_place.PathOf("config", ".fm-receipts")).Single();
        var whole = File.ReadAllText(receipts);
        File.AppendAllText(receipts, """{"change":"cut o""");

        var (next, higher) = await ClaimedAsync();
        await WriteAsync(next, higher, Documents, Document("b"));

        var lines = File.ReadAllLines(receipts);
        Assert.Equal(2, lines.Length);
        Assert.Equal(whole.TrimEnd('\n'), lines[0]);
    }

    [Fact]
    public async Task Receipts_of_older_runs_are_dropped()
    {
        foreach (var run in new[] { "run-1", "run-2", "run-3" })
        {
            var (target, claim) = await ClaimedAsync(run: run);
            await WriteAsync(target, claim, Documents, Document(run));
        }

        Assert.Equal(["run-2.jsonl", "run-3.jsonl"], Directory.GetFiles(_place.PathOf("config", ".fm-receipts")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_damaged_or_newer_marker_is_a_finding()
    {
        var (target, _) = await ClaimedAsync();
        Put(".fm-target.json", "{");
        Assert.Equal(TargetCodes.Damaged.Code, Assert.Single((await target.ReadMarkerAsync(Cancellation)).Findings).Code);

        Put(".fm-target.json", """{"format":2,"store":"s","claim":1}""");
        Assert.Equal(TargetCodes.Newer.Code, Assert.Single((await target.ClaimAsync(new ClaimRequest("s", "r"), Cancellation)).Findings).Code);
    }

    [Fact]
    public async Task There_is_no_SQL()
    {
        var (target, claim) = await ClaimedAsync();

        Assert.Equal(TargetCodes.NoSql.Code, Assert.Single((await target.ScalarAsync("SELECT 1", Cancellation)).Findings).Code);
        Assert.Equal(TargetCodes.NoSql.Code, Assert.Single((await target.DescribeAsync("t", [], Cancellation)).Findings).Code);
        Assert.Equal(
            TargetCodes.NoSql.Code,
            Assert.Single((await target.RunScriptAsync(claim, Settings, new ScriptWrite("1", "V1__a", ScriptKind.Versioned, "", null, null, new Core.Findings.Place("a"), true), Cancellation)).Findings).Code);
    }

    [Fact]
    public async Task A_target_opened_for_reading_is_not_written()
    {
        var target = (await new FilesTargetType(_place.Base, _time).OpenAsync(Binding, TargetAccess.Plan, Cancellation)).Value;

        await Assert.ThrowsAsync<InvalidOperationException>(() => target.ClaimAsync(new ClaimRequest("store", "run"), Cancellation));
    }

    private static ItemWrite Document(string key) => new(key, key, null, Digest.Of(key), ItemContent.Of(Encoding.UTF8.GetBytes(key)), true);

    private async Task<(ITarget Target, Claim Claim)> ClaimedAsync(Core.Ports.IDurableWriteObserver? observer = null, string run = "run")
    {
        var target = (await new FilesTargetType(_place.Base, _time, observer).OpenAsync(Binding, TargetAccess.Apply, Cancellation)).Value;
        return (target, (await target.ClaimAsync(new ClaimRequest("store", run), Cancellation)).Value);
    }

    private Task WriteAsync(ITarget target, Claim claim, ResourceSlice slice, params (string Key, string Content)[] items) =>
        WriteAsync(target, claim, slice, [.. items.Select(item =>
        {
            var bytes = slice.Kind == ResourceKind.Documents ? Encoding.UTF8.GetBytes(item.Content) : CanonicalJson.Of(JsonElement.Parse(item.Content));
            return new ItemWrite($"{_changes++}", item.Key, null, Digest.Of(bytes), ItemContent.Of(bytes), true);
        })]);

    private static async Task WriteAsync(ITarget target, Claim claim, ResourceSlice slice, params ItemWrite[] batch)
    {
        var outcome = await target.WriteAsync(claim, slice, batch, Cancellation);
        Assert.True(outcome.Succeeded, string.Join("; ", outcome.Findings));
        Assert.All(outcome.Value, result => Assert.Equal(WriteStatus.Applied, result.Status));
    }

    private string Read(string name) => File.ReadAllText(_place.PathOf("config", name));

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(_place.PathOf("config"));
        File.WriteAllText(_place.PathOf("config", name), text);
    }
}
