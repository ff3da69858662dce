using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Stores;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Engine.Tests;

public sealed class SqliteFileTests : IAsyncDisposable
{
    private readonly World _world = new(Medium.Sqlite);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("This is a shopping list.\n", 500));
        await File.WriteAllTextAsync(_world.File, text, World.Token);

        await RefusedAsync("ENG003");

        Assert.Equal(text, await File.ReadAllTextAsync(_world.File, World.Token));
    }

    [Fact]
    public async Task Another_database_is_refused_and_left_as_it_is()
    {
        Execute("CREATE TABLE songs (title TEXT)");

        await RefusedAsync("ENG003");

        Assert.Equal("songs", Ask("SELECT group_concat(name) FROM sqlite_schema"));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await (await _world.OpenStoreAsync()).DisposeAsync();
        Execute("INSERT INTO schema_version (version, script) VALUES (999, 'from the future')");

        await RefusedAsync("ENG004");
    }

    [Fact]
    public async Task A_path_that_cannot_hold_a_file_is_refused()
    {
        await File.WriteAllTextAsync(_world.File, "", World.Token);

        await RefusedAsync("ENG001", Path.Combine(_world.File, "below-a-file.db"));
        await RefusedAsync("ENG001", Path.GetDirectoryName(_world.File)!);
    }

    [Fact]
    public async Task A_damaged_file_is_a_coded_failure_wherever_the_damage_is()
    {
        var engine = await _world.EngineAsync(ManyStepsAsync);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);
        await engine.WakeAsync("run", World.Token);
        await CloseAsync();
        var sound = await File.ReadAllBytesAsync(_world.File, World.Token);
        var failures = 0;

        for (var page = 0; page < sound.Length / 4096; page++)
        {
            var damaged = sound.ToArray();
            Array.Fill<byte>(damaged, 0x5A, page * 4096, 4096);
            await File.WriteAllBytesAsync(_world.File, damaged, World.Token);
            failures += await DriveAsync() ? 0 : 1;
        }

        await File.WriteAllBytesAsync(_world.File, sound.AsMemory(0, sound.Length / 2), World.Token);
        Assert.False(await DriveAsync());
        Assert.True(failures > 3, $"Only {failures} pages mattered.");
    }

    [Fact]
    public async Task A_fact_that_cannot_be_read_is_a_coded_failure()
    {
        var engine = await _world.EngineAsync(ManyStepsAsync);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);
        Execute("UPDATE facts SET body = replace(body, 'StepCompleted', 'StepForgotten') WHERE position = 2");

        var outcome = await engine.RunUntilIdleAsync("run", World.Token);

        Assert.Equal((DriveState.Unavailable, "ENG003"), (outcome.State, outcome.Problem?.Code));
        Assert.Contains("fact 2 of run", outcome.Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("position = 3")]
    [InlineData("position = 100")]
    [InlineData("position >= 0")]
    public async Task A_missing_fact_is_a_coded_failure(string which)
    {
        var engine = await _world.EngineAsync(ManyStepsAsync);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        await engine.RunUntilIdleAsync("run", World.Token);
        Execute($"DELETE FROM facts WHERE {which}");

        Assert.Equal("ENG003", (await engine.RunUntilIdleAsync("run", World.Token)).Problem?.Code);
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_space()
    {
        var small = await _world.OpenStoreAsync(new SqliteEventStoreOptions { MaxFileBytes = 160 * 1024 });
        var engine = await _world.EngineAsync(ManyStepsAsync, store: small);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);

        var full = await engine.RunUntilIdleAsync("run", World.Token);
        Assert.Equal((DriveState.Unavailable, "ENG002"), (full.State, full.Problem?.Code));
        Assert.Equal("ENG002", (await engine.RunUntilIdleAsync("run", World.Token)).Problem?.Code);
        var ran = _world.Ran.Lines.Distinct().Count();
        Assert.InRange(ran, 2, 49);
        await small.DisposeAsync();

        _world.Time.Advance(_world.Options.LeaseDuration);
        var roomy = await _world.EngineAsync(ManyStepsAsync);
        Assert.Equal(DriveState.Waiting, (await roomy.RunUntilIdleAsync("run", World.Token)).State);
        Assert.Equal(50, _world.Ran.Lines.Distinct().Count());
        Assert.InRange(_world.Ran.Lines.Count, 50, 52);
    }

    [Fact]
    public async Task A_file_that_another_program_holds_is_a_coded_failure_and_not_a_stack_trace()
    {
        var store = await _world.OpenStoreAsync(new SqliteEventStoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        var engine = await _world.EngineAsync(ManyStepsAsync, store: store);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        using var other = new SqliteConnection($"Data Source={_world.File};Pooling=False");
        other.Open();
        using var holding = other.BeginTransaction(deferred: false);

        Assert.Equal("ENG001", (await engine.RunUntilIdleAsync("run", World.Token)).Problem?.Code);
        holding.Rollback();

        Assert.Equal(DriveState.Waiting, (await engine.RunUntilIdleAsync("run", World.Token)).State);
    }

    [Fact]
    public async Task Many_processes_may_open_a_new_file_at_once()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqliteEventStore.OpenAsync(_world.File, _world.Time))));

        foreach (var store in stores)
        {
            Assert.Null(await store.FindAsync("run", World.Token));
            await store.DisposeAsync();
        }

        Assert.Equal("1,2", Ask("SELECT group_concat(version) FROM schema_version"));
    }

    [Fact]
    public async Task Readers_do_not_wait_for_a_writer()
    {
        var engine = await _world.EngineAsync(ManyStepsAsync);
        await engine.StartAsync(World.Main, "run", 1, "", World.Token);
        using var other = new SqliteConnection($"Data Source={_world.File};Pooling=False");
        other.Open();
        using var writing = other.BeginTransaction(deferred: false);

        Assert.NotNull(await engine.GetAsync("run", World.Token));
    }

    [Fact]
    public async Task The_file_does_not_grow_with_the_number_of_runs_that_were_removed()
    {
        var engine = await _world.EngineAsync(async (context, _) =>
        {
            await context.CallWorkflowsAsync(World.Child, [new("1", new string('x', 2000)), new("2", new string('y', 2000))], 2);
            return (await context.CallAsync(World.Work, new string('z', 2000))).Require();
        });
        var sizes = new List<long>();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                await engine.StartAsync(World.Main, $"run-{round}-{i}", 1, "", World.Token);
                Assert.Equal(DriveState.Completed, (await engine.RunUntilIdleAsync($"run-{round}-{i}", World.Token)).State);
            }

            sizes.Add(long.Parse(Ask("SELECT page_count FROM pragma_page_count"), null));
            _world.Time.Advance(TimeSpan.FromTicks(1));
            Assert.Equal(20, await engine.PurgeAsync(_world.Time.GetUtcNow(), World.Token));
            sizes.Add(long.Parse(Ask("SELECT page_count FROM pragma_page_count"), null));
        }

        Assert.InRange(sizes[6], 1, sizes[0] + 2);
        Assert.InRange(sizes[7], 1, 20);
        Assert.Equal("0 0 0", Ask("SELECT (SELECT count(*) FROM facts) || ' ' || (SELECT count(*) FROM instances) || ' ' || (SELECT count(*) FROM runs)"));
    }

    private static async Task<string> ManyStepsAsync(IWorkflowContext context, string input)
    {
        for (var i = 0; i < 50; i++)
        {
            await context.CallAsync(World.Work, i + new string('x', 4000));
        }

        return (await context.WaitAsync(context.UtcNow + World.Hour)).ToString();
    }

    // Answers whether the run ended well; the only other thing allowed is a coded failure.
    private async Task<bool> DriveAsync()
    {
        File.Delete(_world.File + "-wal");
        File.Delete(_world.File + "-shm");
        try
        {
            await using var store = await SqliteEventStore.OpenAsync(_world.File, _world.Time, cancellation: World.Token);
            var engine = await _world.EngineAsync(ManyStepsAsync, store: store);
            var outcome = await engine.RunUntilIdleAsync("run", World.Token);
            Assert.True(outcome is { State: DriveState.Completed } or { State: DriveState.NotFound } or { Problem.Code: "ENG003" or "ENG001" }, outcome.ToString());
            return outcome.State == DriveState.Completed;
        }
        catch (StoreException failure)
        {
            Assert.True(failure.Finding.Code is "ENG003" or "ENG001", failure.ToString());
            return false;
        }
    }

    private async Task RefusedAsync(string code, string? path = null)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(() => SqliteEventStore.OpenAsync(path ?? _world.File, _world.Time, cancellation: World.Token));
        Assert.Equal(code, failure.Finding.Code);
        Assert.NotEmpty(failure.Finding.Remedy);
        Assert.DoesNotContain("   at ", failure.Finding.Message, StringComparison.Ordinal);
    }

    private async Task CloseAsync()
    {
        await _world.CloseStoresAsync();
        Assert.False(File.Exists(_world.File + "-wal"));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_world.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_world.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }
}
