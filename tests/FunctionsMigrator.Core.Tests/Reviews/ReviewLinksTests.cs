using System.Buffers.Text;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Reviews;

/// <summary>What does not depend on the store; the rest is in the contract of record stores.</summary>
public sealed class ReviewLinksTests
{
    [Fact]
    public async Task A_token_never_looks_as_if_it_held_an_API_key()
    {
        var bytes = new Queue<byte[]>([Base64Url.DecodeFromChars("AAAAfm_A" + new string('A', 35)), new byte[32]]);
        var links = new ReviewLinks(new InMemoryRecordStore(), _ => bytes.Dequeue());

        var token = await links.CreateAsync(new ReviewLink("run", Digest.Of("plan"), null, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);

        Assert.Equal(new string('A', 43), token);
    }

    [Fact]
    public async Task Whoever_reads_the_store_finds_no_token_that_opens_a_review()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var records = new InMemoryRecordStore();
        var links = new ReviewLinks(records, System.Security.Cryptography.RandomNumberGenerator.GetBytes);

        var token = await links.CreateAsync(new ReviewLink("run", Digest.Of("plan"), null, DateTimeOffset.UnixEpoch), cancellation);

        var stored = Assert.Single(await records.ListAsync(RunPartitions.ReviewLinks, "", cancellation).ToListAsync(cancellation));
        Assert.DoesNotContain(token, stored.Key + stored.Value.GetRawText(), StringComparison.Ordinal);
        Assert.NotNull(await links.FindAsync(token, cancellation));
        Assert.Null(await links.FindAsync(stored.Key, cancellation));
        Assert.Null(await links.FindAsync(stored.Key[..43], cancellation));
    }

    [Fact]
    public void The_address_holds_the_token_in_its_path()
    {
        Assert.Equal("https://fm.example.com/review/abc", ReviewLinks.Address(new Uri("https://fm.example.com/"), "abc").ToString());
    }

    [Theory]
    [InlineData("Europe/Berlin", "Mon 2026-11-23 09:00 Europe/Berlin")]
    [InlineData("America/New_York", "Mon 2026-11-23 03:00 America/New_York")]
    [InlineData(null, "Mon 2026-11-23 08:00 UTC")]
    [InlineData("Nowhere/At_All", "Mon 2026-11-23 08:00 UTC")]
    public void A_time_is_written_in_its_zone_which_stands_behind_it(string? zone, string text)
    {
        var at = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

        Assert.Equal(text, new ReviewTimes(zone).Text(at));
        Assert.Equal("2026-11-23T08:00:00Z", ReviewTimes.Machine(at));
    }
}
