using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;

namespace FunctionsMigrator.Testing.Evidence;

/// <summary>What every second place for heads of the audit promises.</summary>
public abstract class HeadPublisherContract
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An empty place.</summary>
    protected abstract Task<IHeadPublisher> CreateAsync();

    /// <summary>The same place as another host opens it, with nothing in memory or in a cache.</summary>
    protected abstract Task<IHeadPublisher> AgainAsync();

    [Fact]
    public async Task Heads_are_read_back_by_another_host_in_the_order_of_their_numbers()
    {
        var place = await CreateAsync();
        foreach (var number in new[] { 1, 2, 10, 3 })
        {
            Assert.True((await place.PublishAsync(Head(number), Cancellation)).Succeeded);
        }

        Assert.Equal([Head(1), Head(2), Head(3), Head(10)], (await (await AgainAsync()).ReadAsync("store-1", "production", Cancellation)).Value);
    }

    [Fact]
    public async Task The_same_head_again_changes_nothing_whoever_publishes_it()
    {
        await (await CreateAsync()).PublishAsync(Head(1), Cancellation);

        Assert.True((await (await AgainAsync()).PublishAsync(Head(1), Cancellation)).Succeeded);
        Assert.Equal([Head(1)], (await (await AgainAsync()).ReadAsync("store-1", "production", Cancellation)).Value);
    }

    [Fact]
    public async Task Another_head_of_the_same_number_is_refused_and_the_first_one_stays()
    {
        await (await CreateAsync()).PublishAsync(Head(1), Cancellation);

        var other = await (await AgainAsync()).PublishAsync(Head(1) with { Head = Digest.Of("rewritten") }, Cancellation);

        Assert.Equal("AUD015", Assert.Single(other.Findings).Code);
        Assert.Equal([Head(1)], (await (await AgainAsync()).ReadAsync("store-1", "production", Cancellation)).Value);
    }

    [Fact]
    public async Task Heads_of_other_environments_and_stores_are_left_out()
    {
        var place = await CreateAsync();
        foreach (var head in new[] { Head(1), Head(1) with { Environment = "production-eu" }, Head(1) with { Store = "store-12" } })
        {
            Assert.True((await place.PublishAsync(head, Cancellation)).Succeeded);
        }

        Assert.Equal([Head(1)], (await place.ReadAsync("store-1", "production", Cancellation)).Value);
        Assert.Empty((await place.ReadAsync("store-1", "staging", Cancellation)).Value);
    }

    /// <summary>A head of the environment <c>production</c> of <c>store-1</c>.</summary>
    protected static PublishedHead Head(int number) =>
        new(AuditRecord.PresentFormat, "store-1", "production", number, $"production-{number}", 7, Digest.Of($"link {number}"), At.AddMinutes(number));
}
