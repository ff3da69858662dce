using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Intents;

namespace FunctionsMigrator.Engine.Replaying;

/// <summary>The port as workflow code sees it. It only notes the one thing the code asks for; answers come from outside, between turns.</summary>
internal sealed class WorkflowContext(InstanceStarted start, TurnContext turns, Action<string> log) : IWorkflowContext
{
    private readonly CallRules _rules = new();
    private Func<IReadOnlyList<Answer>, Action>? _settle;

    public string InstanceId => start.InstanceId;

    public int Version => start.Version;

    public DateTimeOffset UtcNow { get; set; } = start.At;

    /// <summary>What was reported last.</summary>
    public string? Status { get; private set; }

    /// <summary>What the code asks for and has no answer to.</summary>
    public Intent? Asked { get; private set; }

    /// <summary>The first rule of the port that the code broke.</summary>
    public string? BrokenRule => _rules.Broken.IsCompletedSuccessfully ? _rules.Broken.Result : null;

    public void Log(string message) => log(message);

    public Task<StepReply<TOut>> CallAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input) =>
        Ask(new CallStep(step.Name, _rules.ToJson(input)), answers => Read<TOut>(answers[0]));

    public Task<IReadOnlyList<StepReply<TOut>>> CallAllAsync<TIn, TOut>(Step<TIn, TOut> step, IReadOnlyList<TIn> inputs, int maxParallel)
    {
        _rules.RequireParallel(maxParallel);
        return Ask<IReadOnlyList<StepReply<TOut>>>(
            new CallSteps(step.Name, [.. inputs.Select(_rules.ToJson)], maxParallel), answers => [.. answers.Select(Read<TOut>)]);
    }

    public Task<IReadOnlyList<StepReply<TOut>>> CallWorkflowsAsync<TIn, TOut>(
        WorkflowName<TIn, TOut> workflow, IReadOnlyList<ChildRun<TIn>> children, int maxParallel)
    {
        _rules.RequireParallel(maxParallel);
        _rules.RequireSuffixes(children.Select(child => child.Suffix));

        return Ask<IReadOnlyList<StepReply<TOut>>>(
            new CallChildren(workflow.Name, [.. children.Select(child => new ScheduledChild(child.Suffix, _rules.ToJson(child.Input)))], maxParallel),
            answers => [.. answers.Select(Read<TOut>)]);
    }

    public Task<WaitOutcome> WaitAsync(DateTimeOffset deadline) =>
        Ask(new Wait(deadline.ToUniversalTime()), answers => answers[0] is Woken ? WaitOutcome.Woken : WaitOutcome.Deadline);

    public Task DelayUntilAsync(DateTimeOffset instant) => Ask(new Delay(instant.ToUniversalTime()), _ => true);

    public void Report(string status) => Status = WorkflowLimits.CutStatus(status);

    /// <summary>Reads the answers to what was asked; the result hands them to the code and belongs into a turn.</summary>
    /// <exception cref="JsonException">An answer is not of the type that the code expects.</exception>
    public Action Answer(IReadOnlyList<Answer> answers)
    {
        var deliver = _settle!(answers);
        return () =>
        {
            (Asked, _settle) = (null, null);
            deliver();
        };
    }

    private Task<T> Ask<T>(Intent intent, Func<IReadOnlyList<Answer>, T> read)
    {
        if (!turns.IsCurrent)
        {
            throw _rules.Break($"it asked for {intent.Describe()} after it had awaited something that is not a call of IWorkflowContext.");
        }

        if (Asked is not null)
        {
            throw _rules.BreakOrder(intent.Describe(), Asked.Describe());
        }

        var waiting = new TaskCompletionSource<T>();
        Asked = intent;
        _settle = answers =>
        {
            var value = read(answers);
            return () => waiting.SetResult(value);
        };
        return waiting.Task;
    }

    private static StepReply<T> Read<T>(Answer answer) => (answer switch
    {
        StepCompleted step => step.Reply,
        ChildCompleted child => child.Reply,
        _ => throw new JsonException($"{answer.Describe()} holds no reply."),
    }).Deserialize<StepReply<T>>(FmJson.Line) ?? throw new JsonException("The reply is null.");
}
