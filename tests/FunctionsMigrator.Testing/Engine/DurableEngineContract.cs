using System.Collections.Concurrent;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>What every durable engine promises to workflow code and its hosts. An engine's tests derive from this and give a harness.</summary>
public abstract partial class DurableEngineContract : IAsyncLifetime
{
    private static readonly WorkflowName<string, string> Main = new("main");
    private static readonly WorkflowName<string, string> Child = new("child");
    private static readonly Step<string, string> Work = new("work");
    private static readonly Step<string, string> Other = new("other");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Transcript _ran = new();
    private readonly ConcurrentDictionary<string, Gate> _gates = new();
    private IEngineHarness _engine = null!;

    /// <summary>A harness over empty storage.</summary>
    protected abstract Task<IEngineHarness> CreateHarnessAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _engine = await CreateHarnessAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _gates.Values)
        {
            gate.Open();
        }

        await _engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static async Task<string> TwoSteps(IWorkflowContext context, string input)
    {
        var first = await context.CallAsync(Work, "first");
        var second = await context.CallAsync(Work, "second");
        return Join([first, second]);
    }

    private static async Task<string> TwoWaits(IWorkflowContext context, string input) =>
        $"{await context.WaitAsync(context.UtcNow + Hour)} {await context.WaitAsync(context.UtcNow + Hour)}";

    private static string Join(IReadOnlyList<StepReply<string>> replies) => string.Join(", ", replies.Select(reply => reply.Require()));

    // An input with "gate" in it, or "second", is held until its gate opens.
    private Gate GateOf(string input) => _gates.GetOrAdd(input, _ => new Gate());

    private IReadOnlyList<StepHandler> Steps() => [StepHandler.For(Work, WorkAsync), StepHandler.For(Other, OtherAsync)];

    private async Task<StepReply<string>> WorkAsync(StepContext context, string input, CancellationToken cancellation)
    {
        _ran.Add($"work {input} {context.Key}");
        if (input.StartsWith("gate", StringComparison.Ordinal) || input == "second")
        {
            await GateOf(input).PassAsync();
        }

        return input switch
        {
            "fails" => StepReply.Fail<string>("TST001", "as asked", retryable: true),
            "throws" => throw new InvalidOperationException("a secret"),
            _ => StepReply.Of($"{input} done"),
        };
    }

    private Task<StepReply<string>> OtherAsync(StepContext context, string input, CancellationToken cancellation)
    {
        _ran.Add($"other {input} {context.Key}");
        return Task.FromResult(StepReply.Of(input));
    }

    private Task OpenAsync(Func<IWorkflowContext, string, Task<string>> main, Func<IWorkflowContext, string, Task<string>>? child = null) =>
        _engine.OpenAsync([WorkflowHandler.For(Main, main), WorkflowHandler.For(Child, child ?? ((_, input) => Task.FromResult(input)))], Steps());

    private IWorkflowClient OpenedClient()
    {
        OpenAsync((_, input) => Task.FromResult(input)).GetAwaiter().GetResult();
        return _engine.Client;
    }

    private async Task StartAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await OpenAsync(main);
        Assert.True(await _engine.Client.StartAsync(Main, "run", 1, "a", default));
    }

    private async Task<InstanceView> RunAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await StartAsync(main);
        return (await _engine.SettleAsync("run"))!;
    }

    // Kills the process while a step with this input runs; what the step answers then is lost.
    private async Task KillAtAsync(string gate)
    {
        var settling = _engine.SettleAsync("run");
        await GateOf(gate).Reached;
        await _engine.KillAsync();
        GateOf(gate).Open();
        Assert.Null(await settling);
    }

    private async Task<InstanceView> ReopenAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await OpenAsync(main);
        return (await _engine.SettleAsync("run"))!;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It did not come to that.");
            await Task.Yield();
        }
    }
}
