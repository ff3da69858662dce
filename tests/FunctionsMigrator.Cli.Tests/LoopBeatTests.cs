using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Serving;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Settings;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>The delivery of notices of <c>fm serve</c> says in a real store that it is there.</summary>
public sealed class LoopBeatTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);
    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _time = new(Start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_delivery_of_notices_says_so_at_once_and_every_minute_and_not_at_every_pass()
    {
        await using var host = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var loop = new NoticeLoop(host, new HostOptions(), "http://127.0.0.1:1", _time).RunAsync(stop.Token);

        Assert.Equal(new HostBeat(HostBeats.Notices, Start, TimeSpan.FromMinutes(1)), await SaidAsync(host));
        while ((await SaidAsync(host)).At == Start)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.InRange((await SaidAsync(host)).At - Start, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        await EndAsync(stop, loop);
    }

    private HostBeats Beats(LocalHost host) => new(host.Services.Store.Records, _time);

    // The loop works on a thread of its own: what it says is there as soon as it is.
    private async Task<HostBeat> SaidAsync(LocalHost host)
    {
        while (true)
        {
            if ((await Beats(host).ListAsync(Cancellation)).FirstOrDefault(beat => beat.Loop == HostBeats.Notices) is { } said)
            {
                return said;
            }

            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task EndAsync(CancellationTokenSource stop, Task loop)
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }

    private async Task<LocalHost> OpenAsync()
    {
        var made = await new Fm { Surroundings = new TestSurroundings(_folder.Path), Hosts = new HostFactory(), RealTime = true }.RunAsync("new", "repository", "shop", "--author", "Ada <ada@example.com>");
        Assert.True(made.Exit == 0, made.Error);
        var shop = _folder.File("shop");
        return (await LocalHost.OpenAsync(new RepositoryFolder(shop), new HostRequest(null, null, null, new TestSurroundings(shop), _time), Cancellation)).Value;
    }
}
