using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>What every record store promises. A store derives this class and says how a fresh one is made.</summary>
public abstract partial class RecordStoreContract
{
    /// <summary>Keys that media like to misread.</summary>
    public static TheoryData<string> OddKeys => BlobStoreContract.OddNames;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An empty store.</summary>
    protected abstract Task<IRecordStore> CreateAsync();

    [Fact]
    public async Task A_record_is_read_back_with_its_etag()
    {
        var store = await CreateAsync();

        var etag = await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);

        var found = await store.GetAsync("runs", "a", Token);
        Assert.NotNull(etag);
        Assert.Equal(("runs", "a", etag), (found?.Partition, found?.Key, found?.ETag));
        Assert.Equal(new Sample("one", 1), found?.Read<Sample>());
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        var store = await CreateAsync();
        await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);

        Assert.Null(await store.GetAsync("runs", "b", Token));
        Assert.Null(await store.GetAsync("other", "a", Token));
        Assert.Null(await store.GetAsync("Runs", "a", Token));
        Assert.Null(await store.GetAsync("runs", "A", Token));
        Assert.Null(await store.TryReplaceAsync("runs", "b", new Sample("two", 2), "1", Token));
        Assert.False(await store.TryDeleteAsync("runs", "b", "1", Token));
        Assert.Null(await store.GetAsync("runs", "b", Token));
    }

    [Fact]
    public async Task Creating_what_exists_changes_nothing()
    {
        var store = await CreateAsync();
        var etag = await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);

        Assert.Null(await store.TryCreateAsync("runs", "a", new Sample("two", 2), Token));

        var found = await store.GetAsync("runs", "a", Token);
        Assert.Equal((etag, new Sample("one", 1)), (found?.ETag, found?.Read<Sample>()));
    }

    [Fact]
    public async Task Replacing_needs_the_present_etag_and_gives_a_new_one()
    {
        var store = await CreateAsync();
        var first = await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);
        var second = await store.TryReplaceAsync("runs", "a", new Sample("two", 2), first!, Token);

        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        Assert.Null(await store.TryReplaceAsync("runs", "a", new Sample("three", 3), first!, Token));
        Assert.Null(await store.TryReplaceAsync("runs", "a", new Sample("three", 3), "no etag", Token));
        var found = await store.GetAsync("runs", "a", Token);
        Assert.Equal((second, new Sample("two", 2)), (found?.ETag, found?.Read<Sample>()));
    }

    [Fact]
    public async Task Replacing_by_the_same_value_gives_a_new_etag()
    {
        var store = await CreateAsync();
        var first = await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);

        var second = await store.TryReplaceAsync("runs", "a", new Sample("one", 1), first!, Token);

        Assert.NotNull(second);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Deleting_needs_the_present_etag()
    {
        var store = await CreateAsync();
        var first = await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);
        var second = await store.TryReplaceAsync("runs", "a", new Sample("two", 2), first!, Token);

        Assert.False(await store.TryDeleteAsync("runs", "a", first!, Token));
        Assert.NotNull(await store.GetAsync("runs", "a", Token));
        Assert.True(await store.TryDeleteAsync("runs", "a", second!, Token));
        Assert.Null(await store.GetAsync("runs", "a", Token));
    }

    [Fact]
    public async Task An_etag_of_a_deleted_record_does_not_fit_the_next_one()
    {
        var store = await CreateAsync();
        var before = await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);
        await store.TryDeleteAsync("runs", "a", before!, Token);
        await store.TryCreateAsync("runs", "a", new Sample("one", 1), Token);

        Assert.Null(await store.TryReplaceAsync("runs", "a", new Sample("two", 2), before!, Token));
        Assert.False(await store.TryDeleteAsync("runs", "a", before!, Token));
    }

    [Fact]
    public async Task Of_twenty_that_create_the_same_record_at_once_exactly_one_wins()
    {
        var store = await CreateAsync();

        var answers = await AtOnce(20, i => store.TryCreateAsync("race", "a", new Sample("by", i), Token));

        var winner = Array.FindIndex(answers, answer => answer is not null);
        Assert.Single(answers, answer => answer is not null);
        Assert.Equal(new Sample("by", winner), (await store.GetAsync("race", "a", Token))?.Read<Sample>());
    }

    [Fact]
    public async Task Of_twenty_that_replace_the_same_version_at_once_exactly_one_wins()
    {
        var store = await CreateAsync();
        var etag = await store.TryCreateAsync("race", "a", new Sample("start", -1), Token);

        var answers = await AtOnce(20, i => store.TryReplaceAsync("race", "a", new Sample("by", i), etag!, Token));

        var winner = Array.FindIndex(answers, answer => answer is not null);
        Assert.Single(answers, answer => answer is not null);
        var found = await store.GetAsync("race", "a", Token);
        Assert.Equal((answers[winner], new Sample("by", winner)), (found?.ETag, found?.Read<Sample>()));
    }

    [Fact]
    public async Task Of_twenty_that_replace_or_delete_the_same_version_at_once_exactly_one_wins()
    {
        var store = await CreateAsync();
        var etag = await store.TryCreateAsync("race", "a", new Sample("start", -1), Token);

        var answers = await AtOnce(20, async i => i % 2 == 0
            ? await store.TryDeleteAsync("race", "a", etag!, Token)
            : await store.TryReplaceAsync("race", "a", new Sample("by", i), etag!, Token) is not null);

        Assert.Single(answers, answer => answer);
    }

    [Fact]
    public async Task Counting_up_under_etags_loses_no_step()
    {
        var store = await CreateAsync();
        await store.TryCreateAsync("race", "counter", new Sample("count", 0), Token);

        await AtOnce(8, async _ =>
        {
            for (var step = 0; step < 5; step++)
            {
                while (true)
                {
                    var found = await store.GetAsync("race", "counter", Token);
                    if (await store.TryReplaceAsync("race", "counter", new Sample("count", found!.Read<Sample>().Number + 1), found.ETag, Token) is not null)
                    {
                        break;
                    }
                }
            }

            return true;
        });

        Assert.Equal(40, (await store.GetAsync("race", "counter", Token))?.Read<Sample>().Number);
    }

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task Odd_partitions_and_keys_are_kept_exactly(string key)
    {
        var store = await CreateAsync();
        var etag = await store.TryCreateAsync(key, key, new Sample(key, 1), Token);
        await store.TryCreateAsync(key, key + "!", new Sample("longer", 2), Token);
        await store.TryCreateAsync(key + "!", key, new Sample("elsewhere", 3), Token);

        var found = await store.GetAsync(key, key, Token);
        Assert.Equal((key, key, key), (found?.Partition, found?.Key, found?.Read<Sample>().Text));
        var listed = await ListAsync(store, key, key);
        Assert.Equal([key, key + "!"], listed.Select(record => record.Key));
        Assert.All(listed, record => Assert.Equal(key, record.Partition));
        Assert.True(await store.TryDeleteAsync(key, key, etag!, Token));
        Assert.Equal([key + "!"], (await ListAsync(store, key, "")).Select(record => record.Key));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('.')]
    [InlineData('/')]
    [InlineData('é')]
    [InlineData('A')]
    public async Task Keys_of_400_characters_are_kept_exactly_and_listed_by_prefix(char letter)
    {
        var store = await CreateAsync();
        var key = new string(letter, StoreLimits.Key);
        var other = key[..^1] + "q";
        await store.TryCreateAsync(key, key, new Sample("long", 1), Token);
        await store.TryCreateAsync(key, other, new Sample("other", 2), Token);
        await store.TryCreateAsync(key, "0", new Sample("short", 3), Token);

        Assert.Equal(1, (await store.GetAsync(key, key, Token))?.Read<Sample>().Number);
        Assert.Equal(new[] { key, other, "0" }.Order(Utf8Order.Instance), (await ListAsync(store, key, "")).Select(record => record.Key));
        Assert.Equal(new[] { key, other }.Order(Utf8Order.Instance), (await ListAsync(store, key, key[..^1])).Select(record => record.Key));
    }

    [Fact]
    public async Task What_is_too_long_is_refused_with_its_size_and_the_limit()
    {
        var store = await CreateAsync();
        var fits = new string('x', StoreLimits.Value - 2);
        var etag = await store.TryCreateAsync("p", "k", fits, Token);

        var create = await Assert.ThrowsAsync<ArgumentException>(() => store.TryCreateAsync("p", "long", fits + "x", Token));
        var replace = await Assert.ThrowsAsync<ArgumentException>(() => store.TryReplaceAsync("p", "k", fits + "x", etag!, Token));

        Assert.Equal(fits, (await store.GetAsync("p", "k", Token))?.Read<string>());
        Assert.Contains("p/long has 30001 characters; at most 30000", create.Message, StringComparison.Ordinal);
        Assert.Contains("p/k has 30001 characters", replace.Message, StringComparison.Ordinal);
        foreach (var key in new[] { "", new string('x', 401), "\uD800" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => store.TryCreateAsync("p", key, 1, Token));
            await Assert.ThrowsAsync<ArgumentException>(() => store.TryCreateAsync(key, "k", 1, Token));
            await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync("p", key, Token));
        }
    }

    [Theory]
    [InlineData("""{"a":1.0,"b":12345678901234567890,"c":1e400,"d":[null,true,""],"e":{}}""")]
    [InlineData("""{"text":"\u0000 \u2028 \" \\ <é> 😀"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("0.10")]
    public async Task Any_json_is_kept_as_the_same_value(string json)
    {
        var store = await CreateAsync();
        using var document = JsonDocument.Parse(json);

        await store.TryCreateAsync("p", "k", document.RootElement, Token);

        var found = await store.GetAsync("p", "k", Token);
        Assert.True(JsonElement.DeepEquals(document.RootElement, found!.Value), found.Value.GetRawText());
    }

    [Fact]
    public async Task Listing_answers_one_partition_with_the_prefix_in_the_order_of_the_keys_bytes()
    {
        var store = await CreateAsync();
        string[] keys = ["a", "a/", "a/b", "a/b/c", "a.b", "a-b", "ab", "aB", "b", "B", "\uE000", "\U0001F600", "é", "ä", "~", "~~", "a~"];
        foreach (var key in keys)
        {
            await store.TryCreateAsync("p", key, key, Token);
            await store.TryCreateAsync("q", key, "other", Token);
        }

        foreach (var prefix in new[] { "", "a", "a/", "a/b", "A", "b", "c", "~", "\uE000", "\U0001F600" })
        {
            var listed = await ListAsync(store, "p", prefix);
            Assert.Equal(keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(Utf8Order.Instance), listed.Select(record => record.Key));
            Assert.All(listed, record => Assert.Equal(record.Key, record.Read<string>()));
        }

        Assert.Empty(await ListAsync(store, "absent", ""));
    }

    [Fact]
    public async Task A_long_partition_is_listed_whole_while_it_is_written()
    {
        var store = await CreateAsync();
        for (var i = 0; i < 450; i++)
        {
            await store.TryCreateAsync("p", $"{i:D4}", i, Token);
        }

        var seen = new List<int>();
        await foreach (var record in store.ListAsync("p", "", Token))
        {
            seen.Add(record.Read<int>());
            Assert.NotNull(await store.TryReplaceAsync("p", record.Key, -1, record.ETag, Token));
        }

        Assert.Equal(Enumerable.Range(0, 450), seen);
        Assert.All(await ListAsync(store, "p", ""), record => Assert.Equal(-1, record.Read<int>()));
    }

    [Fact]
    public async Task Partitions_that_hold_records_are_listed_once_each()
    {
        var store = await CreateAsync();
        if (store is not IRecordPartitions partitions)
        {
            Assert.Skip("This store does not list its partitions.");
            return;
        }

        string[] names = ["runs", "Runs", "commands:production-1", "a/b", "~", "~~", "é", new string('x', StoreLimits.Key), "gone"];
        foreach (var name in names)
        {
            await store.TryCreateAsync(name, "a", 1, Token);
            await store.TryCreateAsync(name, "b", 2, Token);
        }

        foreach (var key in new[] { "a", "b" })
        {
            await store.TryDeleteAsync("gone", key, (await store.GetAsync("gone", key, Token))!.ETag, Token);
        }

        Assert.Equal(names[..^1].Order(StringComparer.Ordinal), (await partitions.ListPartitionsAsync(Token).ToListAsync(Token)).Order(StringComparer.Ordinal));
    }

    private static Task<List<StoredRecord>> ListAsync(IRecordStore store, string partition, string prefix) =>
        store.ListAsync(partition, prefix, Token).ToListAsync(Token).AsTask();

    private static Task<T[]> AtOnce<T>(int count, Func<int, Task<T>> act) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => act(i), Token)));

    private sealed record Sample(string Text, int Number);
}
