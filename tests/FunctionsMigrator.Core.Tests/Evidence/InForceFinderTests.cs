using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Evidence;

public sealed class InForceFinderTests
{
    private const string Environment = "production";
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly InMemoryStore _store = new();
    private readonly FakeTimeProvider _time = new(Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AuditLog Log => new(_store.Blobs, _store.Records, _time);

    [Fact]
    public async Task A_run_is_in_force_from_its_seal_until_the_next_good_one_is_sealed()
    {
        await RunAsync("one", RunState.Completed);
        await RunAsync("two", RunState.RolledBack);
        await RunAsync("three", RunState.NoChanges);

        Assert.Equal("AUD021", (await FindAsync(Start.AddHours(1).AddTicks(-1))).Findings[0].Code);
        Assert.Equal("one", (await FindAsync(Start.AddHours(1))).Value.Run);
        Assert.Equal("one", (await FindAsync(Start.AddHours(3).AddTicks(-1))).Value.Run);
        Assert.Equal(("three", Digest.Of("three"), Start.AddHours(3)), (await FindAsync(Start.AddYears(1))).Value is var held ? (held.Run, held.Bundle, held.Since) : default);
    }

    [Fact]
    public async Task A_run_that_was_taken_back_leaves_the_one_before_it_since_then()
    {
        await RunAsync("one", RunState.Completed);
        await RunAsync("two", RunState.Completed);
        await RunAsync("three", RunState.Completed, reverts: "two");

        Assert.Equal("two", (await FindAsync(Start.AddHours(2))).Value.Run);
        var held = (await FindAsync(Start.AddHours(3))).Value;
        Assert.Equal(("one", "three", Start.AddHours(3)), (held.Run, held.BackBy, held.Since));
    }

    [Fact]
    public async Task A_later_run_that_kept_some_targets_is_named_until_a_good_one_ends_it()
    {
        await RunAsync("one", RunState.Completed);
        await RunAsync("two", RunState.Partial);
        Assert.Equal(["two"], (await FindAsync(Start.AddHours(2))).Value.Mixed);

        await RunAsync("three", RunState.Completed);
        Assert.Empty((await FindAsync(Start.AddHours(3))).Value.Mixed);
    }

    [Fact]
    public async Task An_act_of_an_admin_in_the_chain_is_no_run()
    {
        await RunAsync("one", RunState.Completed);
        await Log.AppendAsync("lock-break", [new AuditEntry("break", AuditEvents.LockBroken, _time.GetUtcNow(), "ada")], Token);
        await Log.SealAsync(Environment, "lock-break", "ada", Token);

        Assert.Equal("one", (await FindAsync(Start.AddYears(1))).Value.Run);
    }

    private Task<Core.Findings.Outcome<InForce>> FindAsync(DateTimeOffset at) => new InForceFinder(_store, _time).FindAsync(Environment, at, Token);

    private async Task RunAsync(string id, RunState state, string? reverts = null)
    {
        _time.Advance(TimeSpan.FromHours(1));
        var run = new RunRecord
        {
            Id = id,
            Environment = Environment,
            Commit = "c-" + id,
            Repository = "r",
            Version = 1,
            StartedBy = "ada",
            StartedAt = _time.GetUtcNow(),
            UpdatedAt = _time.GetUtcNow(),
            State = state,
            Reverts = reverts,
        };
        await new RunStore(_store.Records, _time).TryCreateAsync(run, Token);
        await Log.AppendAsync(
            id,
            [
                new AuditEntry("finish", AuditEvents.Finished, _time.GetUtcNow(), "fm")
                {
                    Commit = run.Commit, BundleDigest = Digest.Of(id), Details = new Dictionary<string, string> { ["state"] = state.ToString() },
                },
            ],
            Token);
        await Log.SealAsync(Environment, id, "fm", Token);
    }
}
