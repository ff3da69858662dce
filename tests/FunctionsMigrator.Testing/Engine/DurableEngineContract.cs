using System.Collections.Concurrent;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Testing.Engine;

/// <summary>What every durable engine promises to workflow code and its hosts. An engine's tests derive from this and give a harness.</summary>
public abstract partial class DurableEngineContract : IAsyncLifetime
{
    /// <summary>The workflow under test.</summary>
    protected static readonly WorkflowName<string, string> Main = new("main");

    /// <summary>The workflow of its children.</summary>
    protected static readonly WorkflowName<string, string> Child = new("child");

    /// <summary>A step whose input says what it does.</summary>
    protected static readonly Step<string, string> Work = new("work");

    /// <summary>A step that answers its input.</summary>
    protected static readonly Step<string, string> Other = new("other");

    /// <summary>Longer than any test takes, where time is not a fake one.</summary>
    protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Gate> _gates = new();

    /// <summary>The engine under test.</summary>
    protected IEngineHarness Engine { get; private set; } = null!;

    /// <summary>What the steps did: name, input and key of each execution.</summary>
    protected Transcript Ran { get; } = new();

    /// <summary>A harness over empty storage.</summary>
    protected abstract Task<IEngineHarness> CreateHarnessAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Engine = await CreateHarnessAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _gates.Values)
        {
            gate.Open();
        }

        await Engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Two calls, one after the other; the second one is held until its gate opens.</summary>
    protected static async Task<string> TwoSteps(IWorkflowContext context, string input)
    {
        var first = await context.CallAsync(Work, "first");
        var second = await context.CallAsync(Work, "second");
        return Join([first, second]);
    }

    /// <summary>Two waits, one after the other.</summary>
    protected static async Task<string> TwoWaits(IWorkflowContext context, string input) =>
        $"{await context.WaitAsync(context.UtcNow + Hour)} {await context.WaitAsync(context.UtcNow + Hour)}";

    /// <summary>The values of the answers.</summary>
    protected static string Join(IReadOnlyList<StepReply<string>> replies) => string.Join(", ", replies.Select(reply => reply.Require()));

    /// <summary>The gate of an input that begins with "gate", or is "second": the step is held until it opens.</summary>
    protected Gate GateOf(string input) => _gates.GetOrAdd(input, _ => new Gate());

    /// <summary>The steps of every process.</summary>
    protected IReadOnlyList<StepHandler> Steps() => [StepHandler.For(Work, WorkAsync), StepHandler.For(Other, OtherAsync)];

    private async Task<StepReply<string>> WorkAsync(StepContext context, string input, CancellationToken cancellation)
    {
        Ran.Add($"work {input} {context.Key}");
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
        Ran.Add($"other {input} {context.Key}");
        return Task.FromResult(StepReply.Of(input));
    }

    /// <summary>Begins a process with this code.</summary>
    protected Task OpenAsync(Func<IWorkflowContext, string, Task<string>> main, Func<IWorkflowContext, string, Task<string>>? child = null) =>
        Engine.OpenAsync([WorkflowHandler.For(Main, main), WorkflowHandler.For(Child, child ?? ((_, input) => Task.FromResult(input)))], Steps());

    private IWorkflowClient OpenedClient()
    {
        OpenAsync((_, input) => Task.FromResult(input)).GetAwaiter().GetResult();
        return Engine.Client;
    }

    /// <summary>Begins a process with this code, and starts "run".</summary>
    protected async Task StartAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await OpenAsync(main);
        Assert.True(await Engine.Client.StartAsync(Main, "run", 1, "a", default));
    }

    /// <summary>Starts "run" and lets it go as far as it goes.</summary>
    protected async Task<InstanceView> RunAsync(Func<IWorkflowContext, string, Task<string>> main)
    {
        await StartAsync(main);
        return (await Engine.SettleAsync("run"))!;
    }

    /// <summary>Waits for what other threads do.</summary>
    protected static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It did not come to that.");
            await Task.Yield();
        }
    }
}
