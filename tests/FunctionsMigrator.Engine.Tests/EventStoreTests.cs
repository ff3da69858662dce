using System.Text.Json;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;

namespace FunctionsMigrator.Engine.Tests;

public abstract class EventStoreTests(Medium medium) : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly World _world = new(medium);
    private IEventStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await _world.OpenStoreAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task An_append_moves_the_end_of_the_history_and_reads_back_as_written()
    {
        var lease = await LeasedAsync("run");
        Fact[] facts = [Scheduled(1), new StepCompleted(2, Now, 1, Json("{\"value\":\"ü\"}"))];

        Assert.True(await _store.AppendAsync(lease, new Append("run", facts, "status"), World.Token));

        var read = await _store.ReadAsync("run", World.Token);
        Assert.Equal([typeof(InstanceStarted), typeof(StepScheduled), typeof(StepCompleted)], read.Select(fact => fact.GetType()));
        Assert.Equal("{\"value\":\"ü\"}", ((StepCompleted)read[2]).Reply.GetRawText());
        Assert.Equal(Now, read[2].At);
        var stored = (await _store.FindAsync("run", World.Token))!;
        Assert.Equal((3, "status", InstanceState.Running), (stored.FactCount, stored.Status, stored.State));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task An_append_at_another_position_throws_and_writes_nothing(int position)
    {
        var lease = await LeasedAsync("run");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.AppendAsync(lease, new Append("run", [Scheduled(position)], null), World.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.AppendAsync(lease, new Append("run", [Scheduled(1), Scheduled(3)], null), World.Token));

        Assert.Single(await _store.ReadAsync("run", World.Token));
    }

    [Theory]
    [InlineData("one")]
    [InlineData("two")]
    public async Task Every_lease_has_a_higher_fence_and_only_the_last_one_writes(string nextOwner)
    {
        var first = await LeasedAsync("run");
        _world.Time.Advance(Minute);
        var second = (await _store.LeaseAsync("run", nextOwner, Minute, World.Token)).Granted!;

        Assert.True(second.Fence > first.Fence);
        Assert.False(await _store.AppendAsync(first, new Append("run", [Scheduled(1)], null), World.Token));
        Assert.False(await _store.MarkDivergedAsync(first, "run", "ENG020: no", World.Token));
        Assert.False(await _store.RenewAsync(first, Minute, World.Token));
        await _store.ReleaseAsync(first, new Rest(null, 0), World.Token);
        Assert.True(await _store.AppendAsync(second, new Append("run", [Scheduled(1)], null), World.Token));
        Assert.Equal(InstanceState.Running, (await _store.FindAsync("run", World.Token))!.State);
    }

    [Fact]
    public async Task A_lease_that_was_given_back_writes_no_more()
    {
        var lease = await LeasedAsync("run");
        await _store.ReleaseAsync(lease, new Rest(null, 0), World.Token);

        Assert.False(await _store.AppendAsync(lease, new Append("run", [Scheduled(1)], null), World.Token));
    }

    [Fact]
    public async Task A_lease_that_ran_out_but_was_not_taken_still_writes_and_can_be_prolonged()
    {
        var lease = await LeasedAsync("run");
        _world.Time.Advance(2 * Minute);

        Assert.True(await _store.AppendAsync(lease, new Append("run", [Scheduled(1)], null), World.Token));
        Assert.True(await _store.RenewAsync(lease, Minute, World.Token));
        Assert.Equal(("one", Now + Minute), Held(await _store.LeaseAsync("run", "two", Minute, World.Token)));
    }

    [Fact]
    public async Task A_lease_of_one_run_writes_no_other()
    {
        var lease = await LeasedAsync("run");
        await CreateAsync("other");

        Assert.False(await _store.AppendAsync(lease with { Root = "other" }, new Append("other", [Scheduled(1)], null), World.Token));
    }

    [Fact]
    public async Task Facts_from_0_make_a_child_that_belongs_to_the_run()
    {
        var lease = await LeasedAsync("run");
        var start = new InstanceStarted(0, Now, "run.a", "child", 3, Json("{}"), "run", "run");

        Assert.True(await _store.AppendAsync(lease, new Append("run.a", [start, Scheduled(1)], null), World.Token));

        var child = (await _store.FindAsync("run.a", World.Token))!;
        Assert.Equal(("run", "run", "child", 3, 2), (child.Root, child.Parent, child.Workflow, child.Version, child.FactCount));
        Assert.Equal(["run"], await OpenAsync());
    }

    [Fact]
    public async Task The_last_fact_ends_an_instance()
    {
        var lease = await LeasedAsync("run");
        await _store.AppendAsync(lease, new Append("run", [new InstanceCompleted(1, Now, Json("[1]"))], null), World.Token);
        var failed = await LeasedAsync("failed");
        await _store.AppendAsync(failed, new Append("failed", [new InstanceFailed(1, Now, "ENG022: no")], null), World.Token);

        var one = (await _store.FindAsync("run", World.Token))!;
        var two = (await _store.FindAsync("failed", World.Token))!;
        Assert.Equal((InstanceState.Completed, "[1]"), (one.State, one.Output?.GetRawText()));
        Assert.Equal((InstanceState.Failed, "ENG022: no"), (two.State, two.Problem));
        Assert.Empty(await OpenAsync());
        Assert.False(await _store.RingAsync("run", World.Token));
    }

    [Fact]
    public async Task A_run_is_due_when_it_is_new_when_its_instant_came_and_when_a_bell_of_its_family_rang()
    {
        await CreateAsync("run");
        Assert.Equal(["run"], await DueAsync());

        var lease = (await _store.LeaseAsync("run", "one", Minute, World.Token)).Granted!;
        Assert.Empty(await DueAsync());
        await _store.AppendAsync(lease, new Append("run.a", [new InstanceStarted(0, Now, "run.a", "child", 1, Json("{}"), "run", "run")], null), World.Token);
        await _store.ReleaseAsync(lease, new Rest(Now + Minute, lease.RingsOfRun), World.Token);
        Assert.Empty(await DueAsync());

        _world.Time.Advance(Minute);
        Assert.Equal(["run"], await DueAsync());

        lease = (await _store.LeaseAsync("run", "one", Minute, World.Token)).Granted!;
        await _store.ReleaseAsync(lease, new Rest(null, lease.RingsOfRun), World.Token);
        Assert.Empty(await DueAsync());
        await _store.RingAsync("run.a", World.Token);
        Assert.Equal(["run"], await DueAsync());
    }

    [Fact]
    public async Task A_ring_between_listening_and_resting_makes_the_run_due()
    {
        var lease = await LeasedAsync("run");
        var heard = (await _store.HearAsync("run", World.Token)).RingsOfRun;
        await _store.RingAsync("run", World.Token);

        await _store.ReleaseAsync(lease, new Rest(null, heard), World.Token);

        Assert.Equal(["run"], await DueAsync());
    }

    [Fact]
    public async Task A_crashed_owner_s_run_is_due_when_its_lease_ran_out()
    {
        var lease = await LeasedAsync("run");
        await _store.ReleaseAsync(lease, new Rest(null, lease.RingsOfRun), World.Token);
        await _store.LeaseAsync("run", "one", Minute, World.Token);
        Assert.Empty(await DueAsync());

        _world.Time.Advance(Minute);

        Assert.Equal(["run"], await DueAsync());
    }

    [Fact]
    public async Task Rings_are_used_up_by_Woken_and_by_nothing_else()
    {
        var lease = await LeasedAsync("run");
        await _store.RingAsync("run", World.Token);
        await _store.RingAsync("run", World.Token);
        await _store.AppendAsync(lease, new Append("run", [new WaitStarted(1, Now, Now)], null), World.Token);
        Assert.True((await _store.HearAsync("run", World.Token)).Rang);

        await _store.AppendAsync(lease, new Append("run", [new Woken(2, Now, 1)], null), World.Token);

        Assert.False((await _store.HearAsync("run", World.Token)).Rang);
    }

    [Fact]
    public async Task Open_runs_are_listed_beyond_one_page_in_ordinal_order()
    {
        var ids = Enumerable.Range(0, 250).Select(i => $"run-{i}").Append("RUN").ToArray();
        foreach (var id in ids)
        {
            await CreateAsync(id);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), await OpenAsync());
    }

    [Fact]
    public async Task A_purge_removes_ended_runs_with_their_children_oldest_first_and_nothing_else()
    {
        foreach (var id in new[] { "first", "second", "third" })
        {
            var lease = await LeasedAsync(id);
            await _store.AppendAsync(lease, new Append(id + ".a", [new InstanceStarted(0, Now, id + ".a", "child", 1, Json("{}"), id, id)], null), World.Token);
            await _store.AppendAsync(lease, new Append(id, [new InstanceCompleted(1, Now, Json("{}"))], null), World.Token);
            _world.Time.Advance(Minute);
        }

        await CreateAsync("open");

        Assert.Equal(1, await _store.PurgeAsync(Now - Minute, 1, World.Token));
        Assert.Null(await _store.FindAsync("first", World.Token));
        Assert.Null(await _store.FindAsync("first.a", World.Token));
        Assert.Empty(await _store.ReadAsync("first.a", World.Token));
        Assert.Equal(1, await _store.PurgeAsync(Now - Minute, 10, World.Token));
        Assert.NotNull(await _store.FindAsync("third.a", World.Token));
        Assert.NotNull(await _store.FindAsync("open", World.Token));
    }

    private DateTimeOffset Now => _world.Time.GetUtcNow();

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private StepScheduled Scheduled(int position) => new(position, Now, "step", Json("{}"));

    private static (string?, DateTimeOffset?) Held(LeaseAnswer answer) => (answer.HeldBy, answer.HeldUntil);

    private Task<bool> CreateAsync(string id) => _store.CreateAsync(new InstanceStarted(0, Now, id, "main", 1, Json("{}"), id), World.Token);

    private async Task<Lease> LeasedAsync(string id)
    {
        await CreateAsync(id);
        return (await _store.LeaseAsync(id, "one", Minute, World.Token)).Granted!;
    }

    private async Task<IReadOnlyList<string>> DueAsync()
    {
        var due = await _store.ListDueAsync(10, World.Token);
        Assert.Equal(due.Contains("run"), await _store.IsDueAsync("run", World.Token));
        return due;
    }

    private async Task<IReadOnlyList<string>> OpenAsync()
    {
        var open = new List<string>();
        await foreach (var instance in _store.ListOpenAsync(World.Token))
        {
            open.Add(instance.Id);
        }

        return open;
    }
}
