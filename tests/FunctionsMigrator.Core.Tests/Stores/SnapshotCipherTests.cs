using System.Security.Cryptography;
using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Core.Tests.Stores;

public sealed class SnapshotCipherTests
{
    private const int Head = 14 + 32;
    private const string Run = "production-20261123-093015-1a2b3c4";
    private static readonly TargetAddress Target = new("production", "westeurope", "orders-db", "acme");
    private static readonly byte[] Key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_are_read_back_in_their_order()
    {
        Line[] lines = [new("a", "1"), new("ä \u0000 \n", null), new("", new string('x', 100_000))];

        Assert.Equal(lines, await OpenAsync(await SealAsync(lines)));
        Assert.Empty(await OpenAsync(await SealAsync([])));
    }

    [Fact]
    public async Task Nothing_of_the_text_can_be_seen_and_two_snapshots_of_the_same_text_differ()
    {
        Line[] lines = [new("checkout/timeoutSeconds", "correct-horse-battery")];

        var one = await SealAsync(lines);
        var two = await SealAsync(lines);

        Assert.DoesNotContain("horse", Encoding.Latin1.GetString(one), StringComparison.Ordinal);
        Assert.DoesNotContain("timeout", Encoding.Latin1.GetString(one), StringComparison.Ordinal);
        Assert.NotEqual(one[Head..], two[Head..]);
    }

    [Fact]
    public async Task A_snapshot_opens_only_under_its_key_run_and_target()
    {
        var snapshot = await SealAsync([new("a", "1")]);

        await AssertDamagedAsync(snapshot, "line 1", run: Run + "x");
        await AssertDamagedAsync(snapshot, "line 1", target: Target with { Tenant = "acm" });
        await AssertDamagedAsync(snapshot, "line 1", key: Key.Reverse().ToArray());
        await AssertDamagedAsync(snapshot, "line 1", run: Run[..^1], target: new TargetAddress(Run[^1] + "production", "westeurope", "orders-db", "acme"));
    }

    [Fact]
    public async Task Any_changed_byte_is_found()
    {
        var snapshot = await SealAsync([new("a", "1"), new("b", "2"), new("c", "3")]);
        for (var at = 0; at < snapshot.Length; at++)
        {
            var changed = snapshot.ToArray();
            changed[at] ^= 1;
            await AssertDamagedAsync(changed, "");
        }
    }

    [Fact]
    public async Task A_snapshot_cut_off_anywhere_is_found()
    {
        var snapshot = await SealAsync([new("a", "1"), new("b", "2"), new("c", "3")]);
        for (var length = 0; length < snapshot.Length; length++)
        {
            await AssertDamagedAsync(snapshot[..length], "");
        }
    }

    [Fact]
    public async Task A_cut_at_the_boundary_of_a_line_is_named()
    {
        var frames = Frames(await SealAsync([new("a", "1"), new("b", "2")]));

        await AssertDamagedAsync([.. frames.Head, .. frames.Lines[0]], "cut off before line 2");
    }

    [Fact]
    public async Task Swapped_doubled_missing_and_foreign_lines_are_found()
    {
        var frames = Frames(await SealAsync([new("a", "1"), new("b", "2"), new("c", "3")]));
        var other = Frames(await SealAsync([new("a", "1"), new("b", "9"), new("c", "3")]));
        var (head, one, two, three, end) = (frames.Head, frames.Lines[0], frames.Lines[1], frames.Lines[2], frames.Lines[3]);

        await AssertDamagedAsync([.. head, .. two, .. one, .. three, .. end], "line 1");
        await AssertDamagedAsync([.. head, .. one, .. one, .. two, .. three, .. end], "line 2");
        await AssertDamagedAsync([.. head, .. one, .. three, .. end], "line 2");
        await AssertDamagedAsync([.. head, .. one, .. two, .. end], "line 3");
        await AssertDamagedAsync([.. head, .. end], "line 1");
        await AssertDamagedAsync([.. head, .. one, .. other.Lines[1], .. three, .. end], "line 2");
        await AssertDamagedAsync([.. head, .. one, .. two, .. three, .. end, .. end], "follows its end");
    }

    [Fact]
    public async Task Lines_answered_before_the_damage_are_as_they_were_written()
    {
        await Gen.Select(Gen.Int[1, 30], Gen.Double[0, 0.999]).SampleAsync(async (count, where) =>
        {
            Line[] lines = [.. Enumerable.Range(0, count).Select(i => new Line($"{i}", new string('v', i)))];
            var snapshot = await SealAsync(lines);
            snapshot[(int)(where * snapshot.Length)] ^= 0x40;
            var seen = new List<Line>();

            await Assert.ThrowsAsync<StoreException>(async () =>
            {
                await foreach (var line in Cipher(Key).ReadAsync<Line>(new MemoryStream(snapshot), Run, Target, CancellationToken.None))
                {
                    seen.Add(line);
                }
            });

            Assert.Equal(lines.Take(seen.Count), seen);
        }, iter: 200);
    }

    // Before-images are kept for weeks: what one version wrote, the next one reads. Computed by another implementation of HKDF and AES-GCM.
    [Fact]
    public async Task A_snapshot_written_by_the_first_version_still_opens()
    {
        const string Known = "666D2D736E617073686F742D310A0000000000000000000000000000000000000000000000000000000000000000"
            + "0017000000DF292BE292958B30417A61106CD66EF0DDCECC02A57DDAAA06DF127C37FF7C89A8BF1249E5B85301000000003BFFD9AE501291B66C69DC038C81695C";

        Assert.Equal([new("a", "1")], await OpenAsync(Convert.FromHexString(Known)));
        Assert.Equal(Known, Convert.ToHexString(await SealAsync([new("a", "1")], _ => new byte[32])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(200_000)]
    public async Task A_content_is_read_back_as_it_was(int length)
    {
        var content = Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray();

        Assert.Equal(content, await OpenContentAsync(await SealContentAsync(content)));
    }

    [Fact]
    public async Task A_content_that_was_altered_cut_or_taken_from_another_change_is_found()
    {
        var content = new byte[150_000];
        var snapshot = await SealContentAsync(content);

        foreach (var at in (int[])[0, 20, 40, Head, Head + 3, Head + 70_000, snapshot.Length - 1])
        {
            var altered = snapshot.ToArray();
            altered[at] ^= 1;
            await Assert.ThrowsAsync<StoreException>(() => OpenContentAsync(altered));
        }

        foreach (var length in (int[])[0, Head, Head + 5 + 65_536 + 16, snapshot.Length - 1])
        {
            await Assert.ThrowsAsync<StoreException>(() => OpenContentAsync(snapshot[..length]));
        }

        await Assert.ThrowsAsync<StoreException>(() => OpenContentAsync(snapshot, "000002"));
        await Assert.ThrowsAsync<StoreException>(async () => await OpenContentAsync(await SealAsync([new("a", "1")])));
        await Assert.ThrowsAsync<StoreException>(() => OpenAsync(snapshot));
    }

    private static async Task<byte[]> SealContentAsync(byte[] content)
    {
        using var stream = new MemoryStream();
        await Cipher(Key).WriteContentAsync(stream, Run, Target, "000001", new MemoryStream(content), Token);
        return stream.ToArray();
    }

    private static async Task<byte[]> OpenContentAsync(byte[] snapshot, string change = "000001")
    {
        await using var content = await Cipher(Key).OpenContentAsync(new MemoryStream(snapshot), Run, Target, change, Token);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Token);
        return read.ToArray();
    }

    private static SnapshotCipher Cipher(byte[] key, Func<int, byte[]>? random = null) => new(key, random ?? RandomNumberGenerator.GetBytes);

    private static async Task<byte[]> SealAsync(Line[] lines, Func<int, byte[]>? random = null)
    {
        using var stream = new MemoryStream();
        await Cipher(Key, random).WriteAsync(stream, Run, Target, lines.ToAsyncEnumerable(), CancellationToken.None);
        return stream.ToArray();
    }

    private static async Task<List<Line>> OpenAsync(byte[] snapshot, byte[]? key = null, string run = Run, TargetAddress? target = null) =>
        await Cipher(key ?? Key).ReadAsync<Line>(new MemoryStream(snapshot), run, target ?? Target, Token).ToListAsync(Token);

    private static async Task AssertDamagedAsync(byte[] snapshot, string where, byte[]? key = null, string run = Run, TargetAddress? target = null)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(snapshot, key, run, target));
        Assert.Equal("STO010", failure.Finding.Code);
        Assert.Contains(where, failure.Finding.Message, StringComparison.Ordinal);
    }

    private static (byte[] Head, List<byte[]> Lines) Frames(byte[] snapshot)
    {
        var lines = new List<byte[]>();
        for (var at = Head; at < snapshot.Length;)
        {
            var length = 5 + BitConverter.ToInt32(snapshot, at + 1) + 16;
            lines.Add(snapshot[at..(at + length)]);
            at += length;
        }

        return (snapshot[..Head], lines);
    }

    private sealed record Line(string Key, string? Value = null);
}
