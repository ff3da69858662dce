using System.Net;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Pages.Live;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>What a browser that follows a run is told.</summary>
public sealed class EventTests
{
    // What a word takes between the two ends of a connection; the clock of the world moves on by a second meanwhile.
    private static readonly TimeSpan Wire = TimeSpan.FromMilliseconds(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_follows_a_run_is_told_where_it_stands_and_when_it_has_ended()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        using var answer = await bo.OpenAsync($"/runs/{server.Run.Id}/events");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));

        var first = Pulse(await NextAsync(server, lines, "data: "));
        await server.ApproveAsync();
        var (last, ended) = (first, false);
        while (!ended && await NextAsync(server, lines, "") is { } line)
        {
            last = line.StartsWith("data: {", StringComparison.Ordinal) ? Pulse(line) : last;
            ended = line == "event: end";
        }

        Assert.Equal(("text/event-stream", "no-store"), (answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.ToString()));
        Assert.Equal((RunState.AwaitingApproval, 0), (first.State, first.Asked));
        Assert.Equal((RunState.Completed, 2, 6), (last.State, last.Asked, last.Targets["Applied"]));
        Assert.True(ended);
        await NextAsync(server, lines, "nothing follows");
        Assert.Equal(0, server.Pulses.Watchers);
    }

    [Fact]
    public async Task A_browser_that_is_closed_in_the_middle_leaves_nothing_behind()
    {
        await using var server = await ReviewServer.StartAsync();
        using (var bo = await server.SignedInAsync("bo"))
        {
            using var answer = await bo.OpenAsync($"/runs/{server.Run.Id}/events");
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
            await NextAsync(server, lines, "data: ");
            Assert.Equal(1, server.Pulses.Watchers);
        }

        while (server.Pulses.Watchers > 0)
        {
            server.World.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(Wire, Cancellation);
            Cancellation.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Connections_are_bounded_and_end_by_themselves()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        using (var answer = await bo.OpenAsync($"/runs/{server.Run.Id}/events"))
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
            var begun = server.World.Time.GetUtcNow();
            Assert.Null(await NextAsync(server, lines, "event: end"));
            Assert.InRange(server.World.Time.GetUtcNow() - begun, TimeSpan.FromMinutes(3), TimeSpan.FromHours(3));
        }

        var others = Enumerable.Range(0, RunPulses.MostWatchers).Select(_ => server.Pulses.TryWatch("another")).ToList();
        Assert.All(others, Assert.NotNull);
        using var full = await bo.OpenAsync($"/runs/{server.Run.Id}/events");
        others.ForEach(watch => watch!.Dispose());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "30"), (full.StatusCode, full.Headers.RetryAfter!.ToString()));
        Assert.Equal(0, server.Pulses.Watchers);
    }

    [Fact]
    public async Task A_run_is_read_once_a_second_however_many_follow_it()
    {
        await using var server = await ReviewServer.StartAsync();
        var operations = new DoubleMigrator();
        using var first = server.Pulses.TryWatch("x")!;
        using var second = server.Pulses.TryWatch("x")!;

        var texts = new[] { await first.ReadAsync(operations, Cancellation), await second.ReadAsync(operations, Cancellation), await first.ReadAsync(operations, Cancellation) };
        Assert.Single(operations.Asked);
        server.World.Time.Advance(TimeSpan.FromSeconds(1));
        await second.ReadAsync(operations, Cancellation);

        Assert.Equal(2, operations.Asked.Count);
        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task Nobody_follows_a_run_who_may_not_see_it_or_that_is_not_there()
    {
        await using var server = await ReviewServer.StartAsync();
        using var stranger = new Browser(server.Address);
        using var bo = await server.SignedInAsync("bo");

        Assert.Equal(HttpStatusCode.SeeOther, (await stranger.GetAsync($"/runs/{server.Run.Id}/events")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.GetAsync("/runs/nothing/events")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.GetAsync($"/runs/{server.Run.Id[..^2]}/events")).StatusCode);
    }

    private static RunPulse Pulse(string? line) => JsonSerializer.Deserialize<RunPulse>(line!["data: ".Length..], FmJson.Line)!;

    // The next line that begins so; null at the end. The server waits on the clock of the world, which goes on meanwhile.
    private static async Task<string?> NextAsync(ReviewServer server, StreamReader lines, string start)
    {
        while (true)
        {
            var read = lines.ReadLineAsync(Cancellation).AsTask();
            while (!read.IsCompleted)
            {
                server.World.Time.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(read, Task.Delay(Wire, Cancellation));
            }

            if (await read is not { } line || line.StartsWith(start, StringComparison.Ordinal))
            {
                return await read;
            }
        }
    }
}
