using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>What a host does every minute.</summary>
public sealed class SweepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_head_that_was_there_before_anybody_looked_starts_nothing()
    {
        await using var world = Begin();

        var swept = await SweepAsync(world);
        var again = await SweepAsync(world);

        Assert.Empty(swept.Started);
        Assert.Empty(again.Started);
        Assert.Empty(swept.Problems);
    }

    [Fact]
    public async Task A_head_that_moved_without_a_webhook_starts_the_run_of_the_branchs_first_environment_once()
    {
        await using var world = Begin();
        await SweepAsync(world);
        world.Write("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 31"));
        var commit = world.Commit("Longer");

        var swept = await SweepAsync(world);
        var again = await SweepAsync(world);

        var run = await world.DriveAsync(Assert.Single(swept.Started));
        Assert.Equal((commit, "production", "fm", RunState.Completed), (run.Commit, run.Environment, run.StartedBy, run.State));
        Assert.Empty(again.Started);
    }

    [Fact]
    public async Task A_head_whose_run_was_started_otherwise_starts_no_second_one()
    {
        await using var world = Begin();
        await SweepAsync(world);
        world.Write("README.md", "hello").Commit("Word");
        var run = await world.RunAsync("production");

        var swept = await SweepAsync(world);

        Assert.Empty(swept.Started);
        Assert.Equal(run.Id, (await world.Migrator.ListAsync(new RunFilter(), Cancellation).SingleAsync(Cancellation)).Id);
    }

    [Fact]
    public async Task Branches_are_left_alone_where_nobody_asked_to_watch_them()
    {
        await using var world = Begin();
        var request = new SweepRequest(world.Root);
        await Sweeper(world).SweepAsync(request, Cancellation);
        world.Write("README.md", "hello").Commit("Word");

        Assert.Empty((await Sweeper(world).SweepAsync(request, Cancellation)).Started);
    }

    [Fact]
    public async Task A_branch_that_cannot_be_read_is_a_problem_and_is_looked_at_again()
    {
        await using var world = Begin();
        await SweepAsync(world);
        var repository = SmallRepository.Files["migrator.yaml"];
        world.Write("migrator.yaml", repository.Replace("main:", "other:", StringComparison.Ordinal)).Commit("Other");
        var missing = await SweepAsync(world);
        Assert.NotEmpty(missing.Problems);
        world.Write("migrator.yaml", repository).Commit("Main again");

        var swept = await SweepAsync(world);

        Assert.Single(swept.Started);
        Assert.Empty(swept.Problems);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_a_problem_and_keep_nothing_else_from_being_swept()
    {
        await using var world = Begin();
        world.Mortality.DieAt(point => point.StartsWith($"after record create {RunPartitions.Runs}/", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => world.Migrator.StartAsync(new StartRequest("production"), Scenario.Key("ada"), CancellationToken.None));
        world.Mortality.Revive();
        world.Write("migrator.yaml", "kind: [").Commit("Broken");

        var swept = await SweepAsync(world);

        Assert.Single(swept.Started);
        Assert.NotEmpty(swept.Problems);
    }

    [Fact]
    public async Task A_run_whose_wait_is_over_for_minutes_is_rung_and_one_that_still_waits_is_not()
    {
        await using var world = Begin();
        var run = await OpenAsync(world, RunState.AwaitingApproval, until: TimeSpan.FromMinutes(10));
        var bells = new Bells(world.Engine);
        var sweeper = new Sweeper(world.Services, bells);

        world.Time.Advance(TimeSpan.FromMinutes(11));
        await sweeper.SweepAsync(new SweepRequest(world.Root), Cancellation);
        Assert.Empty(bells.Rung);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var swept = await sweeper.SweepAsync(new SweepRequest(world.Root), Cancellation);

        Assert.Equal([run, $"{run}.w1"], bells.Rung);
        Assert.Equal([run], swept.Rung);
    }

    [Fact]
    public async Task A_run_that_works_and_stands_still_is_rung_and_reported_and_one_that_waits_for_people_is_not()
    {
        await using var world = Begin();
        var run = await OpenAsync(world, RunState.Applying);
        var waiting = await OpenAsync(world, RunState.Paused);
        var bells = new Bells(world.Engine);
        var sweeper = new Sweeper(world.Services, bells);
        var request = new SweepRequest(world.Root) { StuckAfter = TimeSpan.FromHours(1) };

        world.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.DoesNotContain((await sweeper.SweepAsync(request, Cancellation)).Problems, problem => problem.Code == "RUN024");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var swept = await sweeper.SweepAsync(request, Cancellation);

        Assert.Contains(swept.Problems, problem => problem.Code == "RUN024" && problem.Message.Contains(run, StringComparison.Ordinal));
        Assert.Contains(run, bells.Rung);
        Assert.DoesNotContain(waiting, bells.Rung);
    }

    [Fact]
    public async Task An_open_run_whose_engine_has_ended_it_is_reported_with_what_the_engine_says()
    {
        await using var world = Begin();
        var run = await OpenAsync(world, RunState.AwaitingApproval);
        var sweeper = new Sweeper(world.Services, new Bells(world.Engine) { View = new InstanceView(run, "run", 1, InstanceState.Diverged, Problem: "another step") });

        var swept = await sweeper.SweepAsync(new SweepRequest(world.Root), Cancellation);

        var problem = Assert.Single(swept.Problems);
        Assert.Equal("RUN025", problem.Code);
        Assert.Contains("another step", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_the_last_sweep_is_kept_in_the_store()
    {
        await using var world = Begin();
        Assert.Null(await Core.Operations.Sweeper.LastAsync(world.Services, Cancellation));

        var swept = await SweepAsync(world);

        Assert.Equal(swept.At, await Core.Operations.Sweeper.LastAsync(world.Services, Cancellation));
    }

    private static Scenario Begin()
    {
        var world = Scenario.Begin(SmallRepository.Files);
        world.Commit("First");
        return world;
    }

    private static Sweeper Sweeper(Scenario world) => new(world.Services, world.Engine);

    private static Task<SweepReport> SweepAsync(Scenario world) =>
        Sweeper(world).SweepAsync(new SweepRequest(world.Root) { WatchBranches = true }, Cancellation);

    // A run as it stands in the store; which engine drives it is played by the bells.
    private static async Task<string> OpenAsync(Scenario world, RunState state, TimeSpan? until = null)
    {
        var now = world.Time.GetUtcNow();
        var run = new RunRecord
        {
            Id = $"production-{state}",
            Environment = "production",
            Commit = new string('a', 40),
            Repository = world.Root,
            Version = 1,
            StartedBy = "ada",
            StartedAt = now,
            UpdatedAt = now,
            State = state,
            Until = now + until,
            Listening = $"production-{state}.w1",
        };
        await new RunStore(world.Store.Records, world.Time).TryCreateAsync(run, Cancellation);
        return run.Id;
    }

    private sealed class Bells(IWorkflowClient inner) : IWorkflowClient
    {
        public List<string> Rung { get; } = [];

        public InstanceView? View { get; init; }

        public Task<bool> StartAsync<TIn, TOut>(WorkflowName<TIn, TOut> workflow, string instanceId, int version, TIn input, CancellationToken cancellation) =>
            inner.StartAsync(workflow, instanceId, version, input, cancellation);

        public Task<bool> WakeAsync(string instanceId, CancellationToken cancellation)
        {
            Rung.Add(instanceId);
            return Task.FromResult(true);
        }

        public Task<InstanceView?> GetAsync(string instanceId, CancellationToken cancellation) => View is null ? inner.GetAsync(instanceId, cancellation) : Task.FromResult<InstanceView?>(View);

        public IAsyncEnumerable<InstanceView> ListOpenAsync(CancellationToken cancellation) => inner.ListOpenAsync(cancellation);
    }
}
