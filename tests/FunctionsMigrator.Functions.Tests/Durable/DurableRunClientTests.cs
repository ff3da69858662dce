using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Tests.Doubles;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Functions.Tests.Durable;

public sealed class DurableRunClientTests
{
    private const string Input = "\"{\\\"version\\\":3,\\\"input\\\":\\\"a\\\"}\"";
    private static readonly WorkflowName<string, string> Main = new("main");

    private readonly TaskHub _hub = new(new FakeTimeProvider(), together: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_id_that_the_backend_reports_as_taken_in_its_own_way_is_used_once_too()
    {
        var client = new DurableRunClient(new Refusing(_hub, StatusCode.AlreadyExists));

        Assert.False(await client.StartAsync(Main, "run", 1, "a", Token));
    }

    [Fact]
    public async Task A_backend_that_cannot_be_reached_is_no_answer()
    {
        var client = new DurableRunClient(new Refusing(_hub, StatusCode.Unavailable));

        await Assert.ThrowsAsync<RpcException>(() => client.StartAsync(Main, "run", 1, "a", Token));
    }

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task An_instance_that_ends_while_it_is_woken_was_not_woken(StatusCode refused)
    {
        await new DurableRunClient(new HubClient(_hub)).StartAsync(Main, "run", 1, "a", Token);

        Assert.False(await new DurableRunClient(new Refusing(_hub, refused)).WakeAsync("run", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a b")]
    public async Task What_is_no_id_is_refused(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(() => new DurableRunClient(new HubClient(_hub)).StartAsync(Main, id, 1, "a", Token));

    [Fact]
    public async Task A_platform_takes_ids_of_100_characters()
    {
        var client = new DurableRunClient(new HubClient(_hub));

        Assert.True(await client.StartAsync(Main, new string('a', 100), 1, "a", Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.StartAsync(Main, new string('a', 101), 1, "a", Token));
    }

    [Fact]
    public async Task A_terminated_instance_has_failed_and_says_who_ended_it()
    {
        var client = new DurableRunClient(new HubClient(_hub));
        await client.StartAsync(Main, "run", 1, "a", Token);
        _hub.Terminate("run");

        var view = (await client.GetAsync("run", Token))!;

        Assert.Equal(InstanceState.Failed, view.State);
        Assert.StartsWith("ENG015: run: Somebody terminated it", view.Problem, StringComparison.Ordinal);
        Assert.False(await client.StartAsync(Main, "run", 1, "again", Token));
    }

    [Fact]
    public async Task An_instance_of_somebody_else_is_not_listed()
    {
        var platform = new HubClient(_hub);
        await platform.ScheduleNewOrchestrationInstanceAsync("main", "not ours", new StartOrchestrationOptions("other"), Token);
        await new DurableRunClient(platform).StartAsync(Main, "ours", 1, "a", Token);

        var open = new List<string>();
        await foreach (var view in new DurableRunClient(platform).ListOpenAsync(Token))
        {
            open.Add(view.InstanceId);
        }

        Assert.Equal(["ours"], open);
    }

    [Fact]
    public async Task A_run_whose_id_has_a_dot_is_listed()
    {
        var client = new DurableRunClient(new HubClient(_hub));
        await client.StartAsync(Main, "v1.2-20261123", 1, "a", Token);

        await foreach (var view in client.ListOpenAsync(Token))
        {
            Assert.Equal("v1.2-20261123", view.InstanceId);
            return;
        }

        Assert.Fail("It is not listed.");
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    public void What_has_not_ended_is_running(OrchestrationRuntimeStatus status)
    {
        var view = DurableInstances.View(new OrchestrationMetadata("main", "run") { RuntimeStatus = status, SerializedInput = Input, SerializedCustomStatus = "\"on it\"" });

        Assert.Equal(new InstanceView("run", "main", 3, InstanceState.Running, "on it"), view);
    }

    [Theory]
    [InlineData(null, "ENG015: run: The platform ended it and gives no reason.")]
    [InlineData("System.Exception: a secret", "ENG015: run: The platform ended it and gives no reason.")]
    [InlineData("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException: a secret", "ENG020: run: The code of this program does not fit its history")]
    public void What_a_backend_without_details_says_of_a_failure_is_not_passed_on(string? output, string problem)
    {
        var view = DurableInstances.View(new OrchestrationMetadata("main", "run") { RuntimeStatus = OrchestrationRuntimeStatus.Failed, SerializedInput = Input, SerializedOutput = output });

        Assert.Equal(InstanceState.Failed, view.State);
        Assert.StartsWith(problem, view.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", view.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_with_details_gives_its_type_and_not_its_text()
    {
        var view = DurableInstances.View(new OrchestrationMetadata("main", "run")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            FailureDetails = new TaskFailureDetails("System.TimeoutException", "a secret", "a secret", null, null),
        });

        Assert.Equal("ENG015: run: The platform ended it: System.TimeoutException.", view.Problem);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"done by hand\"")]
    [InlineData("{\"output\":1}")]
    [InlineData("not even JSON")]
    public void An_output_that_no_workflow_writes_is_a_failure(string? output)
    {
        var view = DurableInstances.View(new OrchestrationMetadata("main", "run") { RuntimeStatus = OrchestrationRuntimeStatus.Completed, SerializedInput = Input, SerializedOutput = output });

        Assert.Equal(InstanceState.Failed, view.State);
        Assert.Contains("an output that no workflow writes", view.Problem, StringComparison.Ordinal);
    }

    private sealed class Refusing(TaskHub hub, StatusCode code) : HubClient(hub)
    {
        public override Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
            throw new RpcException(new Status(code, "Refused."));

        public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
            throw new RpcException(new Status(code, "Refused."));
    }
}
