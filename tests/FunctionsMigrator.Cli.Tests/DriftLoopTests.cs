using System.Threading.Channels;
using FunctionsMigrator.Cli.Serving;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Engine;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>The loop of <c>fm serve</c> that looks for drift, by a clock that only moves when it is told to.</summary>
public sealed class DriftLoopTests
{
    /// <summary>Long enough for a busy machine; what never comes fails the test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly DriftSwept Nothing = new([], [], []);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_looks_when_it_starts_and_then_as_often_as_it_was_told()
    {
        await using var world = new World(Hour);
        await world.LooksAsync();
        await world.RestsAsync();

        world.Time.Advance(Hour - TimeSpan.FromSeconds(1));
        Assert.Equal(1, world.Looks);
        for (var look = 2; look < 5; look++)
        {
            world.Time.Advance(look == 2 ? TimeSpan.FromSeconds(1) : Hour);
            await world.LooksAsync();
            await world.RestsAsync();
            Assert.Equal(look, world.Looks);
        }
    }

    [Fact]
    public async Task A_look_that_lasts_longer_than_its_time_is_not_doubled_and_not_made_up_for()
    {
        await using var world = new World(Hour);
        var held = new TaskCompletionSource();
        world.Look = async () => await held.Task;
        await world.LooksAsync();

        world.Time.Advance(3 * Hour);
        Assert.Equal(1, world.Looks);
        held.SetResult();
        await world.RestsAsync();
        world.Time.Advance(Hour - TimeSpan.FromSeconds(1));
        Assert.Equal(1, world.Looks);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.LooksAsync();

        Assert.Equal(2, world.Looks);
        Assert.Equal(1, world.MostAtOnce);
    }

    [Fact]
    public async Task A_look_that_fails_is_told_and_the_next_one_is_made()
    {
        await using var world = new World(Hour);
        world.Look = () => throw new StoreException(StoreCodes.Unavailable.Finding("the disk is gone"));
        await world.LooksAsync();
        await world.RestsAsync();
        Assert.Contains("DriftNotLooked", Assert.Single(world.Log.Lines).Event, StringComparison.Ordinal);
        Assert.Contains("the disk is gone", world.Log.Lines[0].Message, StringComparison.Ordinal);

        world.Look = () => Task.CompletedTask;
        world.Time.Advance(Hour);
        await world.LooksAsync();
        await world.RestsAsync();

        Assert.Equal(2, world.Looks);
        Assert.Single(world.Log.Lines);
    }

    [Fact]
    public async Task What_could_not_be_looked_at_is_told()
    {
        await using var world = new World(Hour);
        world.Swept = Nothing with { Problems = [DriftCodes.NoGoodRun.Finding("one"), DriftCodes.Unknown.Finding("two")] };
        await world.LooksAsync();
        await world.RestsAsync();

        Assert.Equal(2, world.Log.Lines.Count);
        Assert.Contains("DRF002 two", world.Log.Lines[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_that_it_goes_on_before_each_look_and_behind_it()
    {
        await using var world = new World(Hour);
        var held = new TaskCompletionSource();
        world.Look = async () => await held.Task;
        await world.LooksAsync();
        world.Time.Advance(3 * Hour + TimeSpan.FromSeconds(1));
        Assert.Equal(HostBeats.Drift, Assert.Single(await world.Beats.StoppedAsync(Cancellation)).Loop);

        held.SetResult();
        await world.RestsAsync();

        Assert.Empty(await world.Beats.StoppedAsync(Cancellation));
    }

    [Fact]
    public async Task Cancelling_ends_it_while_it_rests_and_while_it_looks()
    {
        var resting = new World(Hour);
        await resting.LooksAsync();
        await resting.RestsAsync();
        await resting.StopAsync();
        var looking = new World(Hour);
        looking.Look = () => Task.Delay(Timeout.InfiniteTimeSpan, looking.Stop);
        await looking.LooksAsync();
        await looking.StopAsync();

        Assert.Equal((1, 1), (resting.Looks, looking.Looks));
        Assert.Empty(looking.Log.Lines);
    }

    [Fact]
    public async Task With_no_time_between_two_looks_it_never_looks_and_says_nothing()
    {
        var world = new World(TimeSpan.Zero);
        world.Begin();

        world.Time.Advance(TimeSpan.FromDays(30));
        await world.StopAsync();

        Assert.Equal(0, world.Looks);
        Assert.Empty(await world.Beats.StoppedAsync(Cancellation));
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        private readonly Channel<bool> _looks = Channel.CreateUnbounded<bool>();
        private readonly DriftLoop _loop;
        private Task? _running;
        private int _looking;

        public World(TimeSpan every)
        {
            Beats = new HostBeats(new InMemoryRecordStore(), Time);
            Look = static () => Task.CompletedTask;
            _loop = new DriftLoop(LookAsync, Beats, every, Log, Time);
        }

        public RestingTime Time { get; } = new();

        public HostBeats Beats { get; }

        public RecordingLogger<DriftLoop> Log { get; } = new();

        public Func<Task> Look { get; set; }

        public DriftSwept Swept { get; set; } = Nothing;

        public int Looks { get; private set; }

        public int MostAtOnce { get; private set; }

        public CancellationToken Stop => _stop.Token;

        public async Task LooksAsync()
        {
            Begin();
            await _looks.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
        }

        public async Task RestsAsync()
        {
            Begin();
            await Time.Rests.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running!.WaitAsync(Patience, CancellationToken.None));
            _stop.Dispose();
        }

        // A test can say first what a look does.
        public void Begin() => _running ??= _loop.RunAsync(_stop.Token);

        public async ValueTask DisposeAsync() => await StopAsync();

        private async Task<DriftSwept> LookAsync(CancellationToken cancellation)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _looking));
            Looks++;
            await _looks.Writer.WriteAsync(true, cancellation);
            try
            {
                await Look();
                return Swept;
            }
            finally
            {
                Interlocked.Decrement(ref _looking);
            }
        }
    }

    /// <summary>A clock that tells when somebody begins to wait by it.</summary>
    private sealed class RestingTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero))
    {
        private readonly Channel<TimeSpan> _rests = Channel.CreateUnbounded<TimeSpan>();

        public ChannelReader<TimeSpan> Rests => _rests.Reader;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _rests.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
