using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Runs;

public sealed class RunHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly CountingRecords _records = new(new InMemoryStore().Records);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunHistory History => new(_records, new FakeTimeProvider(Now));

    [Fact]
    public async Task The_newest_of_very_many_runs_are_found_without_reading_the_others()
    {
        for (var day = 0; day < 1000; day++)
        {
            await AddAsync("production", Now.AddDays(-day));
            await AddAsync("test", Now.AddDays(-day).AddMinutes(1));
        }

        await History.EnvironmentsAsync(Cancellation);
        _records.Read = 0;
        var newest = await History.ReadAsync(null, null, Cancellation).Take(20).ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 20).Select(place => Now.AddDays(-(place / 2)).AddMinutes(1 - (place % 2))), newest.Select(run => run.StartedAt));
        Assert.InRange(_records.Read, 20, 80);
    }

    [Fact]
    public async Task All_runs_come_in_order_over_months_and_years_in_which_nothing_ran()
    {
        DateTimeOffset[] times = [Now, Now.AddMonths(-1), Now.AddMonths(-1).AddDays(-3), Now.AddMonths(-11), Now.AddYears(-4), Now.AddYears(-4).AddDays(-200)];
        foreach (var at in times.Reverse())
        {
            await AddAsync("production", at);
            await AddAsync("production-eu", at.AddSeconds(-1));
        }

        var all = await History.ReadAsync(null, null, Cancellation).ToListAsync(Cancellation);
        var one = await History.ReadAsync("production", null, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(times.SelectMany(at => new[] { at, at.AddSeconds(-1) }), all.Select(run => run.StartedAt));
        Assert.Equal(times, one.Select(run => run.StartedAt));
        Assert.Empty(await History.ReadAsync("prod", null, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task An_environment_whose_name_looks_like_a_month_of_another_one_keeps_its_runs_to_itself()
    {
        await AddAsync("production", Now);
        await AddAsync("production-202611", Now.AddHours(-1));

        Assert.Equal(["production"], (await History.ReadAsync("production", null, Cancellation).ToListAsync(Cancellation)).Select(run => run.Environment));
        Assert.Equal(["production", "production-202611"], (await History.ReadAsync(null, null, Cancellation).ToListAsync(Cancellation)).Select(run => run.Environment));
    }

    [Fact]
    public async Task A_page_begins_behind_a_run_wherever_newer_ones_are_made()
    {
        var ids = new List<string>();
        for (var day = 0; day < 90; day++)
        {
            ids.Add(await AddAsync("production", Now.AddDays(-day)));
        }

        await AddAsync("production", Now.AddHours(1));

        Assert.Equal(ids[41..], await History.ReadAsync("production", ids[40], Cancellation).Select(run => run.Id).ToListAsync(Cancellation));
        Assert.Equal(91, await History.ReadAsync("production", "production-of-no-run", Cancellation).CountAsync(Cancellation));
        Assert.Empty(await History.ReadAsync("production", ids[^1], Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Runs_of_one_instant_are_told_apart_by_their_ids()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await AddAsync(name, Now);
        }

        var ids = await History.ReadAsync(null, null, Cancellation).Select(run => run.Id).ToListAsync(Cancellation);

        Assert.Equal(["c", "b", "a"], ids.Select(id => id[..1]));
        Assert.Equal(ids[1..], await History.ReadAsync(null, ids[0], Cancellation).Select(run => run.Id).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Open_runs_are_found_however_old_they_are_until_they_end()
    {
        for (var day = 0; day < 300; day++)
        {
            await AddAsync("production", Now.AddDays(-day), day == 250 ? RunState.Paused : RunState.Completed);
        }

        var young = await AddAsync("test", Now, RunState.Applying);
        await History.EnvironmentsAsync(Cancellation);
        _records.Read = 0;

        var open = await History.OpenAsync(null, null, Cancellation);
        Assert.Equal([(young, RunState.Applying), (open[1].Id, RunState.Paused)], open.Select(run => (run.Id, run.State)));
        Assert.InRange(_records.Read, 0, 4);
        Assert.Equal([open[1].Id], (await History.OpenAsync("production", null, Cancellation)).Select(run => run.Id));
        Assert.Equal([open[1].Id], (await History.OpenAsync(null, young, Cancellation)).Select(run => run.Id));
        await new RunStore(_records, new FakeTimeProvider(Now)).UpdateAsync(young, run => run with { State = RunState.RolledBack }, Cancellation);

        Assert.Equal([open[1].Id], (await History.OpenAsync(null, null, Cancellation)).Select(run => run.Id));
        Assert.Null(await _records.GetAsync(RunPartitions.OpenRuns, young, Cancellation));
    }

    [Fact]
    public async Task A_note_that_a_dead_process_left_behind_says_nothing()
    {
        var id = await AddAsync("production", Now, RunState.Applying);
        var store = new RunStore(_records, new FakeTimeProvider(Now));
        await store.UpdateAsync(id, run => run with { State = RunState.Completed }, Cancellation);
        await RunHistory.NoteAsync(_records, Run("production", Now, RunState.Applying), Cancellation);
        Assert.False(await store.TryCreateAsync(Run("production", Now, RunState.Received), Cancellation));
        Assert.Null(await _records.GetAsync(RunPartitions.OpenRuns, id, Cancellation));
        await RunHistory.NoteAsync(_records, Run("production", Now.AddDays(1), RunState.Applying), Cancellation);

        Assert.Empty(await History.OpenAsync(null, null, Cancellation));
    }

    [Fact]
    public async Task A_store_that_is_older_than_the_notes_gets_them_when_it_is_first_asked()
    {
        foreach (var (environment, state) in new[] { ("production", RunState.Completed), ("production", RunState.Baking), ("test", RunState.Failed) })
        {
            var run = Run(environment, state is RunState.Baking ? Now.AddMinutes(1) : Now, state);
            await _records.TryCreateAsync(RunPartitions.Runs, run.Id, run, Cancellation);
        }

        Assert.Equal(["production", "test"], await History.EnvironmentsAsync(Cancellation));
        Assert.Equal([RunState.Baking], (await History.OpenAsync(null, null, Cancellation)).Select(run => run.State));
        Assert.Equal(3, await History.ReadAsync(null, null, Cancellation).CountAsync(Cancellation));
        _records.Read = 0;
        await History.EnvironmentsAsync(Cancellation);
        Assert.Equal(2, _records.Read);
    }

    private async Task<string> AddAsync(string environment, DateTimeOffset at, RunState state = RunState.Completed)
    {
        var run = Run(environment, at, state);
        Assert.True(await new RunStore(_records, new FakeTimeProvider(Now)).TryCreateAsync(run, Cancellation));
        return run.Id;
    }

    private static RunRecord Run(string environment, DateTimeOffset at, RunState state) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{environment}-{at.UtcDateTime:yyyyMMdd-HHmmss}-1a2b3c4"),
        Environment = environment,
        Commit = "1a2b3c4d5e6f708192a3b4c5d6e7f80910111213",
        Title = "",
        Repository = "/repo",
        Attempt = 1,
        Version = 1,
        State = state,
        StartedBy = "ada",
        StartedAt = at,
        UpdatedAt = at,
    };

    /// <summary>Counts the records that are listed.</summary>
    private sealed class CountingRecords(IRecordStore inner) : IRecordStore
    {
        public int Read { get; set; }

        public Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation) => inner.GetAsync(partition, key, cancellation);

        public Task<string?> TryCreateAsync(string partition, string key, JsonElement value, CancellationToken cancellation) => inner.TryCreateAsync(partition, key, value, cancellation);

        public Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation) => inner.TryReplaceAsync(partition, key, value, etag, cancellation);

        public Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation) => inner.TryDeleteAsync(partition, key, etag, cancellation);

        public async IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var record in inner.ListAsync(partition, prefix, cancellation))
            {
                Read++;
                yield return record;
            }
        }
    }
}
