using System.Text.Json;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Engine.Stores.Records;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Engine.Tests;

public sealed class RecordEventStoreTests() : EventStoreTests(Medium.Records)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryRecordStore _records = new();

    [Fact]
    public async Task Facts_too_long_for_one_record_read_back_on_another_machine()
    {
        var (store, lease) = await LeasedAsync(_records);
        var text = string.Concat(Enumerable.Repeat("ü\"\\😀", 20_000));
        var fact = new StepCompleted(1, _time.GetUtcNow(), 0, JsonSerializer.SerializeToElement(text));

        Assert.True(await store.AppendAsync(lease, new Append("run", [fact], new string('"', 8_000)), World.Token));

        var other = new RecordEventStore(_records, _time);
        Assert.Equal(text, ((StepCompleted)(await other.ReadAsync("run", World.Token))[1]).Reply.GetString());
        Assert.Equal(8_000, (await other.FindAsync("run", World.Token))!.Status!.Length);
    }

    /// <summary>What a client does that asks again after an answer got lost: its own write looks like another writer's.</summary>
    [Fact]
    public async Task An_append_whose_answer_was_lost_on_the_way_stands_and_is_known_as_one_s_own()
    {
        var (store, lease) = await LeasedAsync(new ForgetfulRecords(_records, "engine-log/"));

        Assert.True(await store.AppendAsync(lease, new Append("run", [Scheduled(1, "step")], null), World.Token));

        Assert.Equal(2, (await new RecordEventStore(_records, _time).ReadAsync("run", World.Token)).Count);
    }

    /// <summary>The machine that was overtaken asks the log with a memory of its own, and not the records of who holds what.</summary>
    [Fact]
    public async Task A_machine_that_slept_through_its_lease_writes_nothing_when_it_wakes_between_its_check_and_its_write()
    {
        var gate = new GatedRecords(_records);
        var (slow, lease) = await LeasedAsync(gate);
        gate.Hold("engine-log/");
        var append = slow.AppendAsync(lease, new Append("run", [Scheduled(1, "zombie")], null), World.Token);
        await gate.Reached;

        _time.Advance(2 * Minute);
        var fast = new RecordEventStore(_records, _time);
        var newer = (await fast.LeaseAsync("run", "two", Minute, World.Token)).Granted!;
        gate.Release();

        Assert.False(await append);
        Assert.True(await fast.AppendAsync(newer, new Append("run", [Scheduled(1, "ours")], null), World.Token));
        Assert.Equal("ours", ((StepScheduled)(await fast.ReadAsync("run", World.Token))[1]).Step);
    }

    private StepScheduled Scheduled(int position, string step) => new(position, _time.GetUtcNow(), step, JsonElement.Parse("{}"));

    private async Task<(RecordEventStore Store, Lease Lease)> LeasedAsync(IRecordStore records)
    {
        var store = new RecordEventStore(records, _time);
        await store.CreateAsync(new InstanceStarted(0, _time.GetUtcNow(), "run", "main", 1, JsonElement.Parse("{}"), "run"), World.Token);
        return (store, (await store.LeaseAsync("run", "one", Minute, World.Token)).Granted!);
    }

    private sealed class ForgetfulRecords(IRecordStore inner, string partition) : RecordsOver(inner)
    {
        public override async Task<string?> TryCreateAsync(string part, string key, JsonElement value, CancellationToken cancellation)
        {
            var created = await base.TryCreateAsync(part, key, value, cancellation);
            return part.StartsWith(partition, StringComparison.Ordinal) ? null : created;
        }
    }

    private sealed class GatedRecords(IRecordStore inner) : RecordsOver(inner)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _held;

        public Task Reached => _reached.Task;

        public void Hold(string partition) => _held = partition;

        public void Release() => _open.SetResult();

        public override async Task<string?> TryCreateAsync(string part, string key, JsonElement value, CancellationToken cancellation)
        {
            if (_held is { } held && part.StartsWith(held, StringComparison.Ordinal))
            {
                _reached.TrySetResult();
                await _open.Task;
            }

            return await base.TryCreateAsync(part, key, value, cancellation);
        }
    }

    private abstract class RecordsOver(IRecordStore inner) : IRecordStore
    {
        public Task<StoredRecord?> GetAsync(string partition, string key, CancellationToken cancellation) => inner.GetAsync(partition, key, cancellation);

        public virtual Task<string?> TryCreateAsync(string part, string key, JsonElement value, CancellationToken cancellation) =>
            inner.TryCreateAsync(part, key, value, cancellation);

        public Task<string?> TryReplaceAsync(string partition, string key, JsonElement value, string etag, CancellationToken cancellation) =>
            inner.TryReplaceAsync(partition, key, value, etag, cancellation);

        public Task<bool> TryDeleteAsync(string partition, string key, string etag, CancellationToken cancellation) => inner.TryDeleteAsync(partition, key, etag, cancellation);

        public IAsyncEnumerable<StoredRecord> ListAsync(string partition, string prefix, CancellationToken cancellation) => inner.ListAsync(partition, prefix, cancellation);
    }
}
