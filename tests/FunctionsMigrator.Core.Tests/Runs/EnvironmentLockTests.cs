using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Runs;

public sealed class EnvironmentLockTests
{
    private readonly InMemoryRecordStore _records = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EnvironmentLock Lock => new(_records, _time);

    [Fact]
    public async Task Another_run_is_refused_and_told_the_owner()
    {
        await Lock.TakeAsync("production", "run-1", Token);

        var refused = await Lock.TakeAsync("production", "run-2", Token);

        Assert.Equal("RUN005", refused.Findings[0].Code);
        Assert.Contains("run-1", refused.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal("run-1", await Lock.OwnerAsync("production", Token));
        Assert.True((await Lock.TakeAsync("staging", "run-2", Token)).Succeeded);
    }

    [Fact]
    public async Task The_owner_takes_it_again_without_a_new_fence()
    {
        var first = (await Lock.TakeAsync("production", "run-1", Token)).Value;
        _time.Advance(TimeSpan.FromDays(3));

        Assert.Equal(first, (await Lock.TakeAsync("production", "run-1", Token)).Value);
    }

    [Fact]
    public async Task Only_the_owner_releases()
    {
        await Lock.TakeAsync("production", "run-1", Token);
        await Lock.ReleaseAsync("production", "run-2", Token);
        Assert.Equal("run-1", await Lock.OwnerAsync("production", Token));

        await Lock.ReleaseAsync("production", "run-1", Token);
        Assert.Null(await Lock.OwnerAsync("production", Token));
        await Lock.TakeAsync("production", "run-2", Token);
        await Lock.ReleaseAsync("production", "run-1", Token);
        Assert.Equal("run-2", await Lock.OwnerAsync("production", Token));
    }

    [Fact]
    public async Task Every_new_owner_has_a_higher_fence()
    {
        var first = (await Lock.TakeAsync("production", "run-1", Token)).Value.Fence;
        await Lock.ReleaseAsync("production", "run-1", Token);
        var second = (await Lock.TakeAsync("production", "run-2", Token)).Value.Fence;
        await Lock.BreakAsync("production", Token);
        var third = (await Lock.TakeAsync("production", "run-3", Token)).Value.Fence;

        Assert.True(first < second && second < third, $"{first} {second} {third}");
    }

    [Fact]
    public async Task A_run_whose_lock_was_broken_never_takes_it_again()
    {
        var held = (await Lock.TakeAsync("production", "run-1", Token)).Value;

        var broken = await Lock.BreakAsync("production", Token);

        Assert.Equal(held, broken);
        Assert.Null(await Lock.OwnerAsync("production", Token));
        Assert.Equal("RUN006", (await Lock.TakeAsync("production", "run-1", Token)).Findings[0].Code);
        Assert.Null(await Lock.OwnerAsync("production", Token));
        await Lock.TakeAsync("production", "run-2", Token);
        await Lock.BreakAsync("production", Token);
        Assert.Equal("RUN006", (await Lock.TakeAsync("production", "run-1", Token)).Findings[0].Code);
        Assert.True((await Lock.TakeAsync("staging", "run-1", Token)).Succeeded);
    }

    [Fact]
    public async Task Breaking_a_free_lock_changes_nothing()
    {
        Assert.Null(await Lock.BreakAsync("production", Token));
        Assert.Equal(1, (await Lock.TakeAsync("production", "run-1", Token)).Value.Fence);
    }

    [Fact]
    public async Task Of_twenty_runs_at_once_exactly_one_takes_it()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Lock.TakeAsync("production", $"run-{i}", Token), Token)));

        var winner = Array.FindIndex(taken, outcome => outcome.Succeeded);
        Assert.Single(taken, outcome => outcome.Succeeded);
        Assert.Equal($"run-{winner}", await Lock.OwnerAsync("production", Token));
    }

    [Fact]
    public async Task Held_locks_are_listed_and_free_ones_are_not()
    {
        await Lock.TakeAsync("staging", "run-1", Token);
        await Lock.TakeAsync("production", "run-2", Token);
        await Lock.TakeAsync("test", "run-3", Token);
        await Lock.ReleaseAsync("test", "run-3", Token);

        var listed = await Lock.ListAsync(Token).ToListAsync(Token);

        Assert.Equal([("production", "run-2"), ("staging", "run-1")], listed.Select(held => (held.Environment, held.Lock.Run!)));
    }
}
