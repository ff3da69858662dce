using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Testing.Notices;

/// <summary>What every notifier promises, against a real server on loopback.</summary>
public abstract class NotifierContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A notifier and a server that takes everything.</summary>
    protected abstract Task<INotifierWorld> BeginAsync();

    [Fact]
    public async Task What_is_sent_arrives_whole_for_every_kind_and_final_state()
    {
        await using var world = await BeginAsync();
        NoticeContent[] all = [NoticeSamples.Request, NoticeSamples.Reminder, NoticeSamples.Begun, NoticeSamples.Gate, NoticeSamples.RollingBack, NoticeSamples.TakenBack, .. NoticeSamples.FinalStates.Select(NoticeSamples.Final)];

        foreach (var content in all)
        {
            Assert.Same(NoticeAnswer.Sent, await world.SendAsync(content, Cancellation));
        }

        var received = await world.ReceivedAsync(all.Length, Cancellation);
        Assert.Equal(all.Length, received.Count);
        Assert.All(all.Zip(received), pair =>
        {
            Assert.Contains(pair.First.Headline, pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Run, pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Plan!, pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First.Next, pair.Second, StringComparison.Ordinal);
        });
        Assert.Contains(all[0].Link!.AbsoluteUri, received[0], StringComparison.Ordinal);
        Assert.Contains(all[1].Command, received[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_others_is_never_markup_mention_header_or_link()
    {
        await using var world = await BeginAsync();

        await world.SendAsync(NoticeSamples.Attack, Cancellation);

        var received = Assert.Single(await world.ReceivedAsync(1, Cancellation));
        Assert.DoesNotContain("<script", received, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", received, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<at>", received, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https://evil", received, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nBcc:", received, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202e', received);
        Assert.Contains(NoticeSamples.Request.Link!.AbsoluteUri, received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_refused_for_good_is_not_tried_again()
    {
        await using var world = await BeginAsync();
        world.Behave(ServerMood.Refuses);

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.NotNull(answer.Failure);
        Assert.False(answer.Retryable);
        AssertQuiet(world, answer);
    }

    [Theory]
    [InlineData(ServerMood.Busy)]
    [InlineData(ServerMood.Broken)]
    [InlineData(ServerMood.Gone)]
    public async Task What_may_succeed_later_may_be_tried_again(ServerMood mood)
    {
        await using var world = await BeginAsync();
        world.Behave(mood);

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.True(answer.Retryable, answer.Failure?.ToString());
        AssertQuiet(world, answer);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_after_its_time()
    {
        await using var world = await BeginAsync();
        world.Behave(ServerMood.Hangs);

        var sending = world.SendAsync(NoticeSamples.Request, Cancellation);
        await world.ReachedAsync(Cancellation);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var answer = await sending;

        Assert.True(answer is { Retryable: true, OfChannel: true }, answer.ToString());
        Assert.Equal(NoticeCodes.Unreachable.Code, answer.Failure!.Code);
        AssertQuiet(world, answer);
    }

    [Fact]
    public async Task A_host_that_stops_ends_the_attempt()
    {
        await using var world = await BeginAsync();
        world.Behave(ServerMood.Hangs);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var sending = world.SendAsync(NoticeSamples.Request, stop.Token);
        await world.ReachedAsync(Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task A_failed_attempt_is_followed_by_one_that_succeeds()
    {
        await using var world = await BeginAsync();
        world.Behave(ServerMood.Broken);
        await world.SendAsync(NoticeSamples.Request, Cancellation);
        world.Behave(ServerMood.Takes);

        Assert.Null((await world.SendAsync(NoticeSamples.Final(RunState.Completed), Cancellation)).Failure);
    }

    private static void AssertQuiet(INotifierWorld world, NoticeAnswer answer)
    {
        foreach (var secret in world.Secrets)
        {
            Assert.DoesNotContain(secret, answer.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }
}
