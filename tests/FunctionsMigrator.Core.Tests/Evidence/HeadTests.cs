using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Evidence;

/// <summary>What a second place finds that a store alone cannot show.</summary>
public sealed class HeadTests
{
    private const string Environment = "production";
    private readonly Place _place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_that_only_grew_is_the_one_that_was_published()
    {
        var world = await WriteAsync("run-1", "run-2");
        Assert.Empty(await PublishAsync(world));
        await world.SealAsync("run-3");

        var verdict = await CompareAsync(world);

        Assert.Null(verdict.Finding);
        Assert.Equal(2, verdict.Heads);
    }

    [Fact]
    public async Task A_tail_that_was_cut_together_with_its_records_fits_in_itself_and_not_with_the_heads()
    {
        Assert.Empty(await PublishAsync(await WriteAsync("run-1", "run-2", "run-3")));
        var cut = await WriteAsync("run-1", "run-2");

        Assert.True((await cut.Log.VerifyEnvironmentAsync(Environment, Token)).Intact);
        var verdict = await CompareAsync(cut);

        Assert.Equal("AUD004", verdict.Finding!.Code);
        Assert.Contains("production/000003.json", verdict.Finding.Message, StringComparison.Ordinal);
        Assert.Contains("run-3", verdict.Finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_as_a_whole_fits_in_itself_and_not_with_the_heads()
    {
        Assert.Empty(await PublishAsync(await WriteAsync("run-1", "run-2")));
        var rewritten = await WriteAsync("run-1", "run-of-somebody-else");

        Assert.True((await rewritten.Log.VerifyEnvironmentAsync(Environment, Token)).Intact);
        var verdict = await CompareAsync(rewritten);

        Assert.Equal("AUD015", verdict.Finding!.Code);
        Assert.Contains("production/000002.json", verdict.Finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_the_second_place_lost_is_told()
    {
        var world = await WriteAsync("run-1", "run-2", "run-3");
        await PublishAsync(world);
        _place.Heads.RemoveAt(1);

        Assert.Equal("AUD017", (await CompareAsync(world)).Finding!.Code);
    }

    [Fact]
    public async Task A_place_without_any_head_of_the_environment_proves_nothing_and_says_so() =>
        Assert.Equal("AUD016", (await CompareAsync(await WriteAsync("run-1"))).Finding!.Code);

    [Fact]
    public async Task A_place_out_of_reach_is_tried_again_later_and_then_gets_every_head()
    {
        var world = await WriteAsync("run-1", "run-2");
        _place.IsOut = true;
        Assert.Equal("AUD017", Assert.Single(await PublishAsync(world)).Code);
        _place.IsOut = false;

        Assert.Empty(await PublishAsync(world));
        Assert.Empty(_place.Heads);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await PublishAsync(world));

        Assert.Equal([1, 2], _place.Heads.Select(head => head.Number));
        Assert.Equal(2, (await HeadPublication.ProgressAsync(world.Store.Records, Environment, Token))!.Number);
    }

    [Fact]
    public async Task What_was_published_is_not_published_again()
    {
        var world = await WriteAsync("run-1");
        await PublishAsync(world);
        var told = _place.Told;

        await PublishAsync(world);

        Assert.Equal(told, _place.Told);
    }

    [Theory]
    [InlineData("git:refs/tags/fm-audit", HeadPlaceKind.Git)]
    [InlineData("blob:https://others.blob.core.windows.net/heads", HeadPlaceKind.Blob)]
    [InlineData("blob:http://127.0.0.1:10000/devstoreaccount1/heads", HeadPlaceKind.Blob)]
    [InlineData("folder:/mnt/heads", HeadPlaceKind.Folder)]
    public void A_place_is_read_from_a_setting(string text, HeadPlaceKind kind) => Assert.Equal(kind, HeadPlace.Parse(text)!.Kind);

    [Theory]
    [InlineData("git:refs/heads/main")]
    [InlineData("git:refs/tags/")]
    [InlineData("git:refs/tags/../heads/main")]
    [InlineData("blob:http://others.blob.core.windows.net/heads")]
    [InlineData("blob:https://others.blob.core.windows.net/heads?sig=secret")]
    [InlineData("blob:https://others.blob.core.windows.net/")]
    [InlineData("folder:heads")]
    [InlineData("elsewhere")]
    public void What_is_no_place_is_refused(string text) => Assert.Null(HeadPlace.Parse(text));

    private async Task<IReadOnlyList<Finding>> PublishAsync(World world) => await new HeadPublication(world.Store, _place, world.Time).PublishAsync(Token);

    private async Task<HeadVerdict> CompareAsync(World world) => await HeadComparison.CompareAsync(
        new BlobAuditSource(world.Store.Blobs), Environment, (await _place.ReadAsync(world.Store.Id, Environment, Token)).Value, "elsewhere", Token);

    private static async Task<World> WriteAsync(params string[] runs)
    {
        var world = new World();
        foreach (var run in runs)
        {
            await world.SealAsync(run);
        }

        return world;
    }

    // Two worlds of the same runs have the same bytes.
    private sealed class World
    {
        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

        public InMemoryStore Store { get; } = new();

        public AuditLog Log => new(Store.Blobs, Store.Records, Time);

        public async Task SealAsync(string run)
        {
            await Log.AppendAsync(run, [new AuditEntry("begin", AuditEvents.Received, Time.GetUtcNow(), "ada")], Token);
            await Log.SealAsync(Environment, run, "fm", Token);
        }
    }

    private sealed class Place : IHeadPublisher
    {
        public List<PublishedHead> Heads { get; } = [];

        public int Told { get; private set; }

        public bool IsOut { get; set; }

        string IHeadPublisher.Place => "elsewhere";

        public Task<Outcome<PublishedHead>> PublishAsync(PublishedHead head, CancellationToken cancellation)
        {
            Told++;
            if (IsOut)
            {
                return Task.FromResult(AuditCodes.HeadPlace.Fail<PublishedHead>("elsewhere is out of reach"));
            }

            Heads.Add(head);
            return Task.FromResult(Outcome.Of(head));
        }

        public Task<Outcome<IReadOnlyList<PublishedHead>>> ReadAsync(string store, string environment, CancellationToken cancellation) =>
            Task.FromResult(Outcome.Of<IReadOnlyList<PublishedHead>>([.. Heads.Where(head => head.Environment == environment)]));
    }
}
