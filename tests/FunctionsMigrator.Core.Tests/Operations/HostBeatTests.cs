using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Operations;

/// <summary>What loops of hosts say of themselves in the store, and when one counts as stopped.</summary>
public sealed class HostBeatTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);
    private readonly InMemoryRecordStore _records = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HostBeats Beats => new(_records, _time);

    [Theory]
    [InlineData(1, 300)]
    [InlineData(99, 300)]
    [InlineData(100, 300)]
    [InlineData(101, 303)]
    [InlineData(3_600, 10_800)]
    public void A_loop_has_stopped_once_it_missed_three_turns_and_five_minutes(int everySeconds, int seconds)
    {
        var beat = new HostBeat(HostBeats.Sweep, Now, TimeSpan.FromSeconds(everySeconds));

        Assert.False(beat.HasStopped(Now.AddSeconds(seconds)));
        Assert.True(beat.HasStopped(Now.AddSeconds(seconds).AddTicks(1)));
        Assert.False(beat.HasStopped(Now.AddDays(-1)));
    }

    [Fact]
    public async Task Loops_are_listed_by_name_and_only_those_that_stopped_are_named()
    {
        await Beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);
        await Beats.BeatAsync(HostBeats.Drift, TimeSpan.FromHours(6), Cancellation);
        _time.Advance(TimeSpan.FromMinutes(6));
        await Beats.BeatAsync(HostBeats.Notices, TimeSpan.FromMinutes(1), Cancellation);

        Assert.Equal([HostBeats.Drift, HostBeats.Notices, HostBeats.Sweep], (await Beats.ListAsync(Cancellation)).Select(beat => beat.Loop));
        Assert.Equal([new HostBeat(HostBeats.Sweep, Now, TimeSpan.FromMinutes(1))], await Beats.StoppedAsync(Cancellation));
    }

    [Fact]
    public async Task A_host_whose_clock_is_behind_moves_nothing_back()
    {
        await Beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);

        await new HostBeats(_records, new FakeTimeProvider(Now.AddMinutes(-30))).BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(2), Cancellation);

        Assert.Equal(new HostBeat(HostBeats.Sweep, Now, TimeSpan.FromMinutes(1)), Assert.Single(await Beats.ListAsync(Cancellation)));
    }

    [Fact]
    public async Task A_host_that_stops_on_purpose_takes_its_loops_out_and_another_one_puts_them_back()
    {
        foreach (var loop in new[] { HostBeats.Sweep, HostBeats.Drift, HostBeats.Notices })
        {
            await Beats.BeatAsync(loop, TimeSpan.FromMinutes(1), Cancellation);
        }

        await Beats.EndAsync(Cancellation);
        Assert.Empty(await Beats.ListAsync(Cancellation));

        await Beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal([HostBeats.Sweep], (await Beats.ListAsync(Cancellation)).Select(beat => beat.Loop));
    }

    [Fact]
    public async Task People_are_told_of_one_stop_once_whoever_tells_them_and_of_the_next_one_again()
    {
        await Beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);
        _time.Advance(TimeSpan.FromMinutes(6));
        var seen = Assert.Single(await Beats.StoppedAsync(Cancellation));

        Assert.True(await Beats.ToldAsync(seen, Cancellation));
        Assert.False(await Beats.ToldAsync(seen, Cancellation));
        Assert.Equal(seen.At, Assert.Single(await Beats.StoppedAsync(Cancellation)).Told);

        await Beats.BeatAsync(HostBeats.Sweep, TimeSpan.FromMinutes(1), Cancellation);
        Assert.Null(Assert.Single(await Beats.ListAsync(Cancellation)).Told);
        Assert.False(await Beats.ToldAsync(seen, Cancellation));
    }

    [Fact]
    public void A_loop_that_stopped_is_said_in_words_without_the_zone_of_any_host()
    {
        var loop = StoppedLoop.Of(new HostBeat(HostBeats.Drift, Now.ToOffset(TimeSpan.FromHours(5)), TimeSpan.FromHours(6)));

        Assert.Equal("drift: last there 2026-11-23 09:30:15Z, to be there every 6h; look at the host that drives this store", loop.Words);
    }

    [Fact]
    public async Task Other_records_of_hosts_are_no_loops()
    {
        await _records.TryCreateAsync(RunPartitions.Hosts, "sweep", System.Text.Json.JsonSerializer.SerializeToElement(new { at = Now }), Cancellation);

        Assert.Empty(await Beats.ListAsync(Cancellation));
    }
}
