using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Runs;

/// <summary>Runs are found by the commit that they bring, also those that a store has from before it noted them.</summary>
public sealed class CommitRunsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");
    private readonly InMemoryStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_found_by_its_commit_and_by_no_other()
    {
        var runs = new RunStore(_store.Records, TimeProvider.System);
        await runs.TryCreateAsync(Run("test-1", "aaa"), Cancellation);
        await runs.TryCreateAsync(Run("production-1", "aaa"), Cancellation);
        await runs.TryCreateAsync(Run("test-2", "aab"), Cancellation);

        Assert.Equal(["production-1", "test-1"], await FindAsync("aaa"));
        Assert.Equal(["production-1", "test-1", "test-2"], await FindAsync("aaa", "aab", "none"));
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task Runs_of_before_the_notes_are_found_too()
    {
        await _store.Records.SetAsync<RunRecord>(RunPartitions.Runs, "test-1", _ => Run("test-1", "aaa"), Cancellation);
        await new RunStore(_store.Records, TimeProvider.System).TryCreateAsync(Run("test-2", "aaa"), Cancellation);

        Assert.Equal(["test-1", "test-2"], await FindAsync("aaa"));
    }

    [Fact]
    public async Task A_note_without_a_run_finds_nothing()
    {
        await new CommitRuns(_store.Records).NoteAsync(Run("test-1", "aaa"), Cancellation);

        Assert.Empty(await FindAsync("aaa"));
    }

    [Fact]
    public async Task Of_a_long_range_every_run_is_found_as_well()
    {
        await new RunStore(_store.Records, TimeProvider.System).TryCreateAsync(Run("test-1", "c700"), Cancellation);

        Assert.Equal(["test-1"], await FindAsync([.. Enumerable.Range(0, 1_000).Select(number => $"c{number}")]));
    }

    private async Task<IEnumerable<string>> FindAsync(params string[] commits) =>
        (await new CommitRuns(_store.Records).OfAsync(commits, Cancellation)).Select(run => run.Id).Order(StringComparer.Ordinal);

    private static RunRecord Run(string id, string commit) => new()
    {
        Id = id,
        Environment = id.Split('-')[0],
        Commit = commit,
        Repository = "r",
        Version = 1,
        StartedBy = "ada",
        StartedAt = Now,
        UpdatedAt = Now,
    };
}
