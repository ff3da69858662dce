using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>From a delivered push to its run, over real git: what starts, what does not, and that the newest push is never lost.</summary>
public sealed partial class DeliveryTests
{
    private const string People = """
        kind: People
        name: people
        people:
          ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
          bo: { git: [bo@example.com], key: bo, roles: [release-manager] }
          lee: { git: [lee@example.com], key: lee, roles: [release-manager] }
          kim: { git: [kim@example.com], key: kim, roles: [release-manager] }
        """;

    private const string Policy = """
        kind: Policy
        name: production
        approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager, count: 2 } ], excludeAuthors: plan }
        """;

    private static readonly GitIdentity Bo = new("Bo", "bo@example.com");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivered_push_starts_the_run_of_its_branchs_first_environment_and_the_run_says_by_what()
    {
        await using var world = Begin();
        var (before, after) = (world.Commit("First"), Change(world, 31));

        await AcceptAsync(world, "a", PushOf(before, after));
        await Desk(world).TakeAsync(Cancellation);

        var run = await world.DriveAsync((await RunsAsync(world)).Single().Id);
        Assert.Equal((after, "production", "webhook:github", "github a", RunState.Completed), (run.Commit, run.Environment, run.StartedBy, run.Delivery, run.State));
        Assert.Equal(Bo, Assert.Single(run.Pushers));
        var received = (await world.Audit.ReadAsync(run.Id, Cancellation).ToListAsync(Cancellation))[0];
        Assert.Equal(("webhook:github", "github a", "bo@example.com"), (received.Actor, received.Details!["delivery"], received.Details["pushers"]));
        Assert.Equal((DeliveryState.Started, run.Id), (await FindAsync(world, "a")) is var found ? (found.State, found.Run) : default);
    }

    [Fact]
    public async Task What_was_accepted_and_not_worked_on_is_taken_by_the_sweep()
    {
        await using var world = Begin();
        var (before, after) = (world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", PushOf(before, after));

        var swept = await new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), Cancellation);

        Assert.Single(swept.Started);
        Assert.Empty((await new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root), Cancellation)).Started);
    }

    [Fact]
    public async Task Accepting_touches_no_git()
    {
        await using var world = Begin();
        var desk = new DeliveryDesk(world.Services with { Git = null! }, world.Engine, new SweepRequest(world.Root), new CommittedMetadata(null!, null!));

        var receipt = await desk.AcceptAsync("github", new WebhookMessage("a", [PushOf(Sha('1'), Sha('2'))]), Cancellation);

        Assert.Equal(DeliveryState.Accepted, Assert.Single(receipt.Pushes).State);
    }

    [Fact]
    public async Task A_delivery_that_comes_again_is_a_duplicate_before_and_after_its_run_and_starts_no_second_one()
    {
        await using var world = Begin();
        var push = PushOf(world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", push);

        Assert.Equal(DeliveryState.Duplicate, (await AcceptAsync(world, "a", push)).State);
        await Desk(world).TakeAsync(Cancellation);
        var again = await AcceptAsync(world, "a", push);
        await Desk(world).TakeAsync(Cancellation);

        var run = Assert.Single(await RunsAsync(world));
        Assert.Equal((DeliveryState.Duplicate, run.Id), (again.State, again.Run));
    }

    [Fact]
    public async Task The_same_push_under_another_delivery_id_is_a_duplicate_by_its_content()
    {
        await using var world = Begin();
        var push = PushOf(world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", push);
        await Desk(world).TakeAsync(Cancellation);

        Assert.Equal(DeliveryState.Duplicate, (await AcceptAsync(world, "b", push)).State);
        await Desk(world).TakeAsync(Cancellation);

        Assert.Single(await RunsAsync(world));
        Assert.Empty(await new DeliveryStore(world.Store.Records).OpenAsync(Cancellation));
    }

    [Fact]
    public async Task A_process_that_dies_while_it_accepts_loses_nothing_when_the_provider_delivers_again()
    {
        for (var points = 1; ; points++)
        {
            await using var world = Begin();
            var push = PushOf(world.Commit("First"), Change(world, 31));
            world.Mortality.DieAfterPoints(points);
            try
            {
                await AcceptAsync(world, "a", push);
            }
            catch (Exception) when (world.Mortality.Dead)
            {
                // The provider got no answer.
            }

            var died = world.Mortality.Dead;
            world.Mortality.Revive();
            await AcceptAsync(world, "a", push);
            await Desk(world).TakeAsync(Cancellation);

            Assert.Single(await RunsAsync(world));
            if (!died)
            {
                Assert.True(points > 3);
                return;
            }
        }
    }

    [Fact]
    public async Task Of_several_pushes_the_newest_wins_in_whatever_order_they_come()
    {
        await using var world = Begin();
        var first = world.Commit("First");
        var second = Change(world, 31);
        var third = Change(world, 32);
        await AcceptAsync(world, "b", PushOf(second, third, new GitIdentity("Kim", "kim@example.com")));
        await AcceptAsync(world, "a", PushOf(first, second));

        await Desk(world).TakeAsync(Cancellation);

        var run = Assert.Single(await RunsAsync(world));
        Assert.Equal(third, run.Commit);
        Assert.Equal(["bo@example.com", "kim@example.com"], run.Pushers.Select(pusher => pusher.Email).Order());
        Assert.Equal((DeliveryState.Coalesced, DeliveryState.Started), ((await FindAsync(world, "a")).State, (await FindAsync(world, "b")).State));
        Assert.Equal(run.Id, (await FindAsync(world, "a")).Run);
    }

    [Fact]
    public async Task An_old_delivery_that_is_replayed_starts_nothing_old()
    {
        await using var world = Begin();
        var (first, second) = (world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", PushOf(first, second));
        await Desk(world).TakeAsync(Cancellation);
        var third = Change(world, 32);
        await AcceptAsync(world, "b", PushOf(second, third));
        await Desk(world).TakeAsync(Cancellation);

        await AcceptAsync(world, "replayed", PushOf(first, second) with { Repository = "example/SHOP" });
        await AcceptAsync(world, "invented", PushOf(null, first));
        await Desk(world).TakeAsync(Cancellation);

        Assert.Equal([third, second], (await RunsAsync(world)).Select(run => run.Commit));
    }

    [Theory]
    [InlineData("refs/heads/main", false, "example/shop", "it was deleted")]
    [InlineData("refs/tags/v1", true, "example/shop", "it is no branch")]
    [InlineData("refs/heads/main", true, "example/warehouse", "this host serves another repository than example/warehouse")]
    [InlineData("refs/heads/feature", true, "example/shop", "no environment follows branch feature")]
    public async Task What_is_no_push_to_a_branch_of_an_environment_is_recorded_and_starts_nothing(string name, bool stands, string repository, string why)
    {
        await using var world = Begin();
        var (before, after) = (world.Commit("First"), Change(world, 31));

        await AcceptAsync(world, "a", new Push(repository, name, before, stands ? after : null));
        await Desk(world).TakeAsync(Cancellation);

        Assert.Empty(await RunsAsync(world));
        Assert.Equal((DeliveryState.Nothing, why), (await FindAsync(world, "a")) is var found ? (found.State, found.Reason) : default);
    }

    [Fact]
    public async Task A_push_that_its_branch_does_not_show_yet_is_waited_for_and_given_up_after_an_hour()
    {
        await using var world = Begin();
        var first = world.Commit("First");
        await AcceptAsync(world, "a", PushOf(first, Sha('2')));

        Assert.Empty((await SweepAsync(world)).Problems);
        world.Time.Advance(TimeSpan.FromMinutes(61));
        var swept = await SweepAsync(world);

        Assert.Equal("DLV011", Assert.Single(swept.Problems).Code);
        Assert.Equal(DeliveryState.Lost, (await FindAsync(world, "a")).State);
        Assert.Empty(await RunsAsync(world));
        Assert.Empty((await SweepAsync(world)).Problems);
    }

    [Fact]
    public async Task A_push_that_appears_late_is_taken_then()
    {
        await using var world = Begin();
        var first = world.Commit("First");
        var second = Change(world, 31);
        Move(world, first);
        await AcceptAsync(world, "a", PushOf(first, second));
        Assert.Empty((await SweepAsync(world)).Started);

        Move(world, second);

        Assert.Single((await SweepAsync(world)).Started);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_push_that_rewrote_history_has_high_risk_and_says_why_whether_the_provider_told_it_or_not(bool told)
    {
        await using var world = Begin(Policy);
        var first = world.Commit("First");
        var second = Change(world, 31);
        if (!told)
        {
            Move(world, first);
        }

        var third = Change(world, 32);
        await AcceptAsync(world, "a", PushOf(second, third) with { Forced = told });
        await Desk(world).TakeAsync(Cancellation);

        var run = await world.DriveAsync((await RunsAsync(world)).Single().Id);
        Assert.True(run.Forced);
        Assert.Equal((RunState.AwaitingApproval, RiskLevel.High, 2), (run.State, run.Plan!.Risk, run.Slots.Count));
        Assert.Contains(run.TopFindings, finding => finding.Code == "DLV010");
        Assert.Contains("the push rewrote the history of its branch", (await world.Migrator.GetPlanAsync(run.Id, Cancellation)).Value.Reasons);
    }

    [Fact]
    public async Task A_push_that_only_adds_is_not_taken_for_a_rewritten_one()
    {
        await using var world = Begin(Policy);
        var (first, second) = (world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", PushOf(first, second));
        await Desk(world).TakeAsync(Cancellation);

        var run = await world.DriveAsync((await RunsAsync(world)).Single().Id);

        Assert.False(run.Forced);
        Assert.DoesNotContain(run.TopFindings, finding => finding.Code == "DLV010");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_pushed_does_not_approve_also_where_the_run_began_before_the_provider_told_who(bool late)
    {
        await using var world = Begin(Policy);
        var (first, second) = (world.Commit("First"), Change(world, 31));
        if (late)
        {
            Assert.Equal(RunState.AwaitingApproval, (await world.RunAsync("production", Scenario.Key("kim-pipeline"))).State);
        }

        await AcceptAsync(world, "a", PushOf(first, second));
        await Desk(world).TakeAsync(Cancellation);
        var run = await world.DriveAsync((await RunsAsync(world)).Single().Id);

        Assert.Contains("bo", run.Excluded);
        Assert.DoesNotContain("kim", run.Excluded);
        Assert.NotEmpty((await world.Migrator.CommandAsync(run.Id, new CommandRequest(CommandKind.Approve, run.Plan!.Digest.Short), Scenario.Key("bo"), Cancellation)).Findings);
        Assert.Equal(RunState.Completed, (await world.ApproveAsync(run.Id, "kim")).State);
    }

    [Fact]
    public async Task Who_pushed_an_earlier_commit_of_the_range_does_not_approve_a_later_run_either()
    {
        await using var world = Begin(Policy);
        var (first, second) = (world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", PushOf(first, second, new GitIdentity("Lee", "lee@example.com")));
        await Desk(world).TakeAsync(Cancellation);
        var earlier = await world.DriveAsync((await RunsAsync(world)).Single().Id);
        Assert.Equal((RunState.AwaitingApproval, true), (earlier.State, earlier.Excluded.Contains("lee")));

        world.Time.Advance(TimeSpan.FromMinutes(1));
        var third = Change(world, 32);
        await AcceptAsync(world, "b", PushOf(second, third));
        await Desk(world).TakeAsync(Cancellation);
        var later = await world.DriveAsync((await RunsAsync(world)).Single(run => run.Commit == third).Id);

        Assert.Equal([Bo], later.Pushers);
        Assert.Superset(new HashSet<string> { "bo", "lee" }, later.Excluded.ToHashSet());
        Assert.DoesNotContain("kim", later.Excluded);
    }

    [Fact]
    public async Task What_was_done_is_forgotten_after_thirty_days_and_what_waits_is_not()
    {
        await using var world = Begin();
        var (first, second) = (world.Commit("First"), Change(world, 31));
        await AcceptAsync(world, "a", PushOf(first, second));
        await SweepAsync(world);
        Assert.NotNull(await new DeliveryStore(world.Store.Records).FindAsync(DeliveryStore.KeyOf("github", "a", 0), Cancellation));

        world.Time.Advance(TimeSpan.FromDays(31));
        await AcceptAsync(world, "b", PushOf(second, Sha('3')));
        await SweepAsync(world);

        Assert.Null(await new DeliveryStore(world.Store.Records).FindAsync(DeliveryStore.KeyOf("github", "a", 0), Cancellation));
        Assert.Equal(DeliveryState.Accepted, (await FindAsync(world, "b")).State);
    }

    private static Scenario Begin(string? policy = null)
    {
        var files = new Dictionary<string, string>(SmallRepository.Files);
        if (policy is not null)
        {
            files["people.yaml"] = People;
            files["policies/production.yaml"] = policy;
        }

        return Scenario.Begin(files);
    }

    private static string Change(Scenario world, int seconds) => world.Write("metadata/checkout.yaml", SmallRepository.Settings($"checkout/timeoutSeconds: {seconds}")).Commit($"Wait {seconds}");

    private static void Move(Scenario world, string commit)
    {
        using var repository = new Repository(world.Root);
        repository.Reset(ResetMode.Hard, commit);
    }

    private static string Sha(char digit) => new(digit, 40);

    private static Push PushOf(string? before, string after, GitIdentity? pusher = null) => new("example/shop", "refs/heads/main", before, after, Pusher: pusher ?? Bo, Host: "github.com");

    private static DeliveryDesk Desk(Scenario world) => new(
        world.Services, world.Engine, new SweepRequest(world.Root), new CommittedMetadata(world.Services.Git, world.Services.Metadata), new Uri("https://github.com/example/shop.git"));

    private static async Task<PushReceipt> AcceptAsync(Scenario world, string id, Push push) =>
        Assert.Single((await Desk(world).AcceptAsync("github", new WebhookMessage(id, [push]), Cancellation)).Pushes);

    private static Task<SweepReport> SweepAsync(Scenario world) =>
        new Sweeper(world.Services, world.Engine).SweepAsync(new SweepRequest(world.Root) { TakesDeliveries = true }, Cancellation);

    private static async Task<Delivery> FindAsync(Scenario world, string id) =>
        await new DeliveryStore(world.Store.Records).FindAsync(DeliveryStore.KeyOf("github", id, 0), Cancellation) ?? throw new InvalidOperationException($"There is no delivery {id}.");

    private static async Task<IReadOnlyList<RunRecord>> RunsAsync(Scenario world) => await new RunStore(world.Store.Records, world.Time).ListAsync(null, Cancellation);
}
