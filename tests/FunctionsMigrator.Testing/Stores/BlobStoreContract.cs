using System.Text;
using CsCheck;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>What every blob store promises. A store derives this class and says how a fresh one is made.</summary>
public abstract class BlobStoreContract
{
    /// <summary>Names that media like to misread.</summary>
    public static TheoryData<string> OddNames =>
    [
        ".", "..", "../up", "a/../b", "a/./b", "/", "//", "a//b", "/a", "a/", "~", "~~", "~41", "~2F", "%2F", "%", "a+b", "+", "a+", "a\\b", "C:", "nul", "CON.json",
        "lpt1/aux", "a.", ".a", "...", " ", " a ", "a b", "a\tb", "a\0b", "a\nb", "A", "Ab/aB", "ß", "e\u0301", "é", "\uE000", "\U0001F600", "日本/語", "\u202Eabc", "'\";--", "*?<>|#[]", "$(x)",
        "production/westeurope/orders-db[acme]",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An empty store.</summary>
    protected abstract Task<IBlobStore> CreateAsync();

    [Fact]
    public async Task A_blob_is_read_back_byte_for_byte()
    {
        var store = await CreateAsync();
        var bytes = new byte[300_000];
        new Random(5).NextBytes(bytes);

        Assert.True(await store.TryCreateAsync(BlobArea.Bundles, "a/b.bin", async (stream, token) =>
        {
            for (var at = 0; at < bytes.Length; at += 7_000)
            {
                await stream.WriteAsync(bytes.AsMemory(at, Math.Min(7_000, bytes.Length - at)), token);
            }
        }, Token));

        Assert.True(await store.ExistsAsync(BlobArea.Bundles, "a/b.bin", Token));
        Assert.Equal(bytes, await ReadAsync(store, BlobArea.Bundles, "a/b.bin"));
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        var store = await CreateAsync();

        Assert.True(await store.TryCreateAsync(BlobArea.Plans, "empty", (_, _) => Task.CompletedTask, Token));

        Assert.Empty(await ReadAsync(store, BlobArea.Plans, "empty"));
        Assert.False(await PutAsync(store, BlobArea.Plans, "empty", "later"));
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_does_not_exist()
    {
        var store = await CreateAsync();
        await PutAsync(store, BlobArea.Plans, "a/b", "x");

        Assert.Null(await store.OpenAsync(BlobArea.Plans, "a", Token));
        Assert.Null(await store.OpenAsync(BlobArea.Plans, "a/b/c", Token));
        Assert.Null(await store.OpenAsync(BlobArea.Audit, "a/b", Token));
        Assert.False(await store.ExistsAsync(BlobArea.Plans, "a", Token));
        Assert.False(await store.ExistsAsync(BlobArea.Bundles, "a/b", Token));
    }

    [Fact]
    public async Task A_blob_is_never_overwritten()
    {
        var store = await CreateAsync();
        Assert.True(await PutAsync(store, BlobArea.Audit, "run/000001.json", "first"));

        Assert.False(await PutAsync(store, BlobArea.Audit, "run/000001.json", "second, longer"));

        Assert.Equal("first", await TextAsync(store, BlobArea.Audit, "run/000001.json"));
    }

    [Fact]
    public async Task Of_twenty_that_create_the_same_blob_at_once_exactly_one_wins()
    {
        var store = await CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            var name = $"race/{round}";
            var gate = new Gate(20);
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
                () => store.TryCreateAsync(
                    BlobArea.Audit,
                    name,
                    async (stream, token) =>
                    {
                        await stream.WriteAsync(Encoding.UTF8.GetBytes($"by {i}"), token);
                        await gate.PassAsync(token);
                    },
                    Token),
                Token)));

            var winner = Array.IndexOf(answers, true);
            Assert.Single(answers, answer => answer);
            Assert.Equal($"by {winner}", await TextAsync(store, BlobArea.Audit, name));
        }
    }

    [Fact]
    public async Task A_blob_whose_writing_failed_is_not_there_and_can_be_created_later()
    {
        var store = await CreateAsync();
        var big = new byte[200_000];

        await Assert.ThrowsAsync<InvalidDataException>(() => store.TryCreateAsync(BlobArea.Plans, "half", async (stream, token) =>
        {
            await stream.WriteAsync(big, token);
            await stream.FlushAsync(token);
            Assert.False(await store.ExistsAsync(BlobArea.Plans, "half", token));
            Assert.Empty(await ListAsync(store, BlobArea.Plans, ""));
            throw new InvalidDataException("the source broke");
        }, Token));

        Assert.False(await store.ExistsAsync(BlobArea.Plans, "half", Token));
        Assert.Empty(await ListAsync(store, BlobArea.Plans, ""));
        Assert.True(await PutAsync(store, BlobArea.Plans, "half", "whole"));
        Assert.Equal("whole", await TextAsync(store, BlobArea.Plans, "half"));
    }

    [Fact]
    public async Task A_cancelled_write_leaves_nothing()
    {
        var store = await CreateAsync();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryCreateAsync(BlobArea.Plans, "cancelled", async (stream, token) =>
        {
            await stream.WriteAsync(new byte[100_000], token);
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        }, stop.Token));

        Assert.False(await store.ExistsAsync(BlobArea.Plans, "cancelled", Token));
    }

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task An_odd_name_is_kept_exactly_and_stays_in_its_area(string name)
    {
        var store = await CreateAsync();
        Assert.True(await PutAsync(store, BlobArea.Snapshots, name, name));
        Assert.True(await PutAsync(store, BlobArea.Snapshots, name + "/below", "below"));

        Assert.Equal(name, await TextAsync(store, BlobArea.Snapshots, name));
        Assert.Equal([name, name + "/below"], await ListAsync(store, BlobArea.Snapshots, name));
        foreach (var area in new[] { BlobArea.Audit, BlobArea.Bundles, BlobArea.Plans })
        {
            Assert.Empty(await ListAsync(store, area, ""));
        }
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_or_normal_form_are_different_blobs()
    {
        var store = await CreateAsync();
        string[] names = ["readme", "README", "ReadMe", "\u00E9", "e\u0301", "\u212B", "\u00C5"];
        foreach (var name in names)
        {
            Assert.True(await PutAsync(store, BlobArea.Plans, name, name));
        }

        foreach (var name in names)
        {
            Assert.Equal(name, await TextAsync(store, BlobArea.Plans, name));
        }
    }

    [Theory]
    [InlineData(1_024, 'x')]
    [InlineData(1_024, '/')]
    [InlineData(1_000, '.')]
    [InlineData(600, 'é')]
    [InlineData(255, 'Z')]
    [InlineData(201, 'z')]
    public async Task A_long_name_is_kept_exactly(int length, char letter)
    {
        var store = await CreateAsync();
        var name = new string(letter, length);
        var other = name[..^1] + 'q';
        Assert.True(await PutAsync(store, BlobArea.Snapshots, name, "long"));
        Assert.True(await PutAsync(store, BlobArea.Snapshots, other, "other"));
        Assert.True(await PutAsync(store, BlobArea.Snapshots, "0", "short"));

        Assert.False(await PutAsync(store, BlobArea.Snapshots, name, "again"));
        Assert.Equal("long", await TextAsync(store, BlobArea.Snapshots, name));
        Assert.Equal(new[] { name, other, "0" }.Order(Utf8Order.Instance), await ListAsync(store, BlobArea.Snapshots, ""));
        Assert.Equal(new[] { name, other }.Order(Utf8Order.Instance), await ListAsync(store, BlobArea.Snapshots, name[..^1]));
        Assert.True(await store.DeleteSnapshotAsync(name, Token));
        Assert.Equal(new[] { other, "0" }.Order(Utf8Order.Instance), await ListAsync(store, BlobArea.Snapshots, ""));
    }

    [Fact]
    public async Task A_name_that_no_blob_can_have_is_refused()
    {
        var store = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, BlobArea.Plans, "", "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, BlobArea.Plans, new string('x', 1_025), "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, BlobArea.Plans, "a\uD800b", "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.OpenAsync(BlobArea.Plans, "", Token));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ExistsAsync(BlobArea.Plans, "", Token));
    }

    [Fact]
    public async Task Listing_answers_the_names_with_the_prefix_in_the_order_of_their_bytes()
    {
        var store = await CreateAsync();
        string[] names = ["a", "a!b", "a-b", "a/", "a/b", "a/b/c", "a/b.c", "a.b", "a0", "aB", "ab", "b", "B", "a/\uE000", "a/\U0001F600", "a/é", "a+/x", "~a"];
        foreach (var name in names)
        {
            await PutAsync(store, BlobArea.Plans, name, "x");
        }

        foreach (var prefix in new[] { "", "a", "a/", "a/b", "a/b/", "a.", "a+", "A", "b", "c", "a/\uE000", "~" })
        {
            Assert.Equal(
                names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(Utf8Order.Instance),
                await ListAsync(store, BlobArea.Plans, prefix));
        }
    }

    [Fact]
    public async Task Any_set_of_names_is_listed_as_it_is()
    {
        var segment = Gen.OneOf(
            Gen.Char["aAbZ0._-~+/ é\u0301\\:%"].Array[0, 6].Select(letters => new string(letters)),
            Gen.String[0, 8].Where(text => text.EnumerateRunes().All(rune => text.Contains('\uFFFD') || rune != Rune.ReplacementChar)),
            Gen.Char['a', 'b'].Array[190, 210].Select(letters => new string(letters)));
        var sets = Gen.Select(segment, segment, (left, right) => left + "/" + right)
            .Where(name => name.Length is > 0 and <= 1_024 && !HasHalfPair(name)).ArrayUnique[1, 12];

        await sets.SampleAsync(async names =>
        {
            var store = await CreateAsync();
            foreach (var name in names)
            {
                Assert.True(await PutAsync(store, BlobArea.Plans, name, name));
            }

            var prefix = names[0][..(names[0].Length / 2)];
            prefix = HasHalfPair(prefix) ? "" : prefix;
            Assert.Equal(names.Order(Utf8Order.Instance), await ListAsync(store, BlobArea.Plans, ""));
            Assert.Equal(names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(Utf8Order.Instance), await ListAsync(store, BlobArea.Plans, prefix));
            foreach (var name in names)
            {
                Assert.Equal(name, await TextAsync(store, BlobArea.Plans, name));
            }
        }, iter: 30);
    }

    [Fact]
    public async Task Only_a_snapshot_can_be_deleted_and_its_name_is_free_again()
    {
        var store = await CreateAsync();
        foreach (var area in Enum.GetValues<BlobArea>())
        {
            await PutAsync(store, area, "run/target", "x");
        }

        Assert.True(await store.DeleteSnapshotAsync("run/target", Token));
        Assert.False(await store.DeleteSnapshotAsync("run/target", Token));

        Assert.Null(await store.OpenAsync(BlobArea.Snapshots, "run/target", Token));
        Assert.True(await PutAsync(store, BlobArea.Snapshots, "run/target", "new"));
        foreach (var area in new[] { BlobArea.Audit, BlobArea.Bundles, BlobArea.Plans })
        {
            Assert.Equal("x", await TextAsync(store, area, "run/target"));
        }
    }

    [Fact]
    public async Task Lines_are_written_and_read_one_at_a_time()
    {
        var store = await CreateAsync();
        var written = await store.TryCreateLinesAsync(BlobArea.Plans, "lines", Numbers(), Token);

        Assert.True(written);
        Assert.Equal(Enumerable.Range(0, 5_000), await store.ReadLinesAsync<int>(BlobArea.Plans, "lines", Token).ToListAsync(Token));
        Assert.Empty(await store.ReadLinesAsync<int>(BlobArea.Plans, "absent", Token).ToListAsync(Token));

        static async IAsyncEnumerable<int> Numbers()
        {
            await Task.CompletedTask;
            for (var i = 0; i < 5_000; i++)
            {
                yield return i;
            }
        }
    }

    /// <summary>Creates a blob of text.</summary>
    protected static Task<bool> PutAsync(IBlobStore store, BlobArea area, string name, string text) =>
        store.TryCreateAsync(area, name, (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).AsTask(), Token);

    /// <summary>The names with the prefix.</summary>
    protected static Task<List<string>> ListAsync(IBlobStore store, BlobArea area, string prefix) =>
        store.ListAsync(area, prefix, Token).ToListAsync(Token).AsTask();

    /// <summary>A blob that is there, as text.</summary>
    protected static async Task<string> TextAsync(IBlobStore store, BlobArea area, string name) => Encoding.UTF8.GetString(await ReadAsync(store, area, name));

    private static async Task<byte[]> ReadAsync(IBlobStore store, BlobArea area, string name)
    {
        await using var stream = await store.OpenAsync(area, name, Token) ?? throw new InvalidOperationException($"There is no blob {area}/{name}.");
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }

    private static bool HasHalfPair(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, true).GetByteCount(text);
            return false;
        }
        catch (EncoderFallbackException)
        {
            return true;
        }
    }

    /// <summary>Lets all pass when the last has come, so that nobody is done before everybody has begun; or after a while, for stores that let in fewer at once.</summary>
    private sealed class Gate(int count)
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing = count;

        public async Task PassAsync(CancellationToken cancellation)
        {
            if (Interlocked.Decrement(ref _missing) == 0)
            {
                _open.SetResult();
            }

            await Task.WhenAny(_open.Task, Task.Delay(TimeSpan.FromSeconds(3), cancellation));
        }
    }
}
