using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable.Payloads;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>
/// The port over the platform's context. It has one call open at a time, as the embedded engine has, and counts positions as that one does, so a step gets the same
/// key from both. Everything in here runs on the orchestrator's thread, from one answer of the platform to the next question.
/// </summary>
internal sealed class DurableWorkflowContext(TaskOrchestrationContext platform, WorkflowCall call) : IWorkflowContext
{
    /// <summary>How often a step is started whose worker was lost; the platform itself starts it again after a mere restart.</summary>
    private const int MostLosses = 3;

    /// <summary>How often a step is started whose store cannot be used: for about half an hour, with 40 facts.</summary>
    private const int MostTries = 12;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly ILogger _log = platform.CreateReplaySafeLogger(DurableLog.Category);
    private readonly DurableBell _bell = new(platform);
    private readonly CallRules _rules = new();
    private int _position = 1;

    public string InstanceId => platform.InstanceId;

    public int Version => call.Version;

    public DateTimeOffset UtcNow => new(DateTime.SpecifyKind(platform.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <summary>What the code asks for and has no answer to.</summary>
    public string? Asked { get; private set; }

    /// <summary>The first rule of the port that the code broke; from then on no call answers.</summary>
    public Task<string> Broken => _rules.Broken;

    public void Log(string message) => _log.Workflow(InstanceId, message);

    public Task<StepReply<TOut>> CallAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input)
    {
        var json = _rules.ToJson(input);
        return AskAsync($"a call of step '{step.Name}'", 1, position => StepAsync<TOut>(step.Name, $"{InstanceId}#{position}", json));
    }

    public Task<IReadOnlyList<StepReply<TOut>>> CallAllAsync<TIn, TOut>(Step<TIn, TOut> step, IReadOnlyList<TIn> inputs, int maxParallel)
    {
        _rules.RequireParallel(maxParallel);
        var json = inputs.Select(_rules.ToJson).ToArray();
        return AskAsync($"{json.Length} calls of step '{step.Name}'", json.Length, position =>
            InPlacesAsync(json.Length, maxParallel, i => StepAsync<TOut>(step.Name, $"{InstanceId}#{position}.{i}", json[i])));
    }

    public Task<IReadOnlyList<StepReply<TOut>>> CallWorkflowsAsync<TIn, TOut>(
        WorkflowName<TIn, TOut> workflow, IReadOnlyList<ChildRun<TIn>> children, int maxParallel)
    {
        _rules.RequireParallel(maxParallel);
        _rules.RequireSuffixes(children.Select(child => child.Suffix));

        var json = children.Select(child => _rules.ToJson(child.Input)).ToArray();
        return AskAsync($"{json.Length} children of workflow '{workflow.Name}'", json.Length, _ =>
            InPlacesAsync(json.Length, maxParallel, i => ChildAsync<TOut>(workflow.Name, $"{InstanceId}.{children[i].Suffix}", json[i])));
    }

    public Task<WaitOutcome> WaitAsync(DateTimeOffset deadline) => AskAsync("a wait for the bell", 1, _ => _bell.WaitAsync(deadline));

    public Task DelayUntilAsync(DateTimeOffset instant) => AskAsync("a delay", 1, async _ =>
    {
        if (instant > UtcNow)
        {
            await platform.CreateTimer(instant.UtcDateTime, CancellationToken.None);
        }

        return true;
    });

    public void Report(string status) => platform.SetCustomStatus(WorkflowLimits.CutStatus(status));

    private async Task<T> AskAsync<T>(string what, int answers, Func<int, Task<T>> ask)
    {
        if (Asked is not null)
        {
            _rules.BreakOrder(what, Asked);
        }

        if (Broken.IsCompleted)
        {
            return await new TaskCompletionSource<T>().Task;
        }

        // A call and each of its answers take a place, in this order.
        var position = _position;
        _position += 1 + answers;
        Asked = what;
        try
        {
            return await ask(position);
        }
        finally
        {
            Asked = null;
        }
    }

    // No order of completion shows in the answers, nor in what is asked next: each place goes on with the next input.
    private static async Task<IReadOnlyList<T>> InPlacesAsync<T>(int count, int places, Func<int, Task<T>> ask)
    {
        var answers = new T[count];
        var next = 0;
        async Task WorkAsync()
        {
            while (next < count)
            {
                var mine = next++;
                answers[mine] = await ask(mine);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(count, places)).Select(_ => WorkAsync()).ToArray());
        return answers;
    }

    // A step without an answer runs again under the same key, as after a restart of the embedded engine.
    private async Task<StepReply<TOut>> StepAsync<TOut>(string step, string key, JsonElement input)
    {
        var text = Payload.Write(new StepCall(InstanceId, key, Version, input));
        var pause = ShortestPause;
        for (var (tries, losses) = (1, 0); ; tries++)
        {
            string problem;
            try
            {
                var answer = Payload.Read<StepAnswer>(await platform.CallActivityAsync<string>(step, text));
                if (answer.Reply is { } reply)
                {
                    return reply.Deserialize<StepReply<TOut>>(FmJson.Line) ?? throw new JsonException("The reply is null.");
                }

                problem = answer.Unavailable ?? "It answered nothing.";
            }
            catch (TaskFailedException lost)
            {
                losses++;
                problem = $"The platform reports {lost.FailureDetails?.ErrorType ?? "no reason"}.";
            }

            _log.StepLost(step, InstanceId, key, tries, problem);
            if (tries == MostTries || losses == MostLosses)
            {
                return StepReply.Fail<TOut>(EngineCodes.StepLost.Code, $"Step '{step}' was started {tries} times and never answered. {problem}");
            }

            await platform.CreateTimer(platform.CurrentUtcDateTime + pause, CancellationToken.None);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<StepReply<TOut>> ChildAsync<TOut>(string workflow, string id, JsonElement input)
    {
        string problem;
        try
        {
            var options = new SubOrchestrationOptions { InstanceId = id, Version = PlatformVersion.Of(Version) };
            var end = Payload.Read<WorkflowEnd>(
                await platform.CallSubOrchestratorAsync<string>(workflow, Payload.Write(new WorkflowCall(Version, input, InstanceId)), options));
            if (end.Problem is null)
            {
                return StepReply.Of(end.Output is { } output ? output.Deserialize<TOut>(FmJson.Line)! : default!);
            }

            problem = end.Problem;
        }
        catch (TaskFailedException failed)
        {
            problem = $"The platform reports {failed.FailureDetails?.ErrorType ?? "no reason"}.";
        }

        return StepReply.Fail<TOut>(EngineCodes.ChildFailed.Code, $"Child run {id} failed. {problem}");
    }
}
