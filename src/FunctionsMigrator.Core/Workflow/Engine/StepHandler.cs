using System.Text.Json;

namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>What a step knows of the call that runs it.</summary>
/// <param name="InstanceId">The calling workflow instance.</param>
/// <param name="Key">The same for every execution of one call, different for every other call: <c>{InstanceId}#{position}</c>, and
/// <c>{InstanceId}#{position}.{index}</c> for one input of <see cref="IWorkflowContext.CallAllAsync"/>.</param>
/// <param name="Version">The version of the calling workflow.</param>
public sealed record StepContext(string InstanceId, string Key, int Version);

/// <summary>
/// A step as an engine runs it: JSON in, JSON out (<see cref="StepReply{T}"/>). Hosts iterate a list of these; nothing is found by reflection.
/// An exception means a broken assumption; the engine turns it into the failure <c>ENG010</c> with an incident id and logs the exception.
/// </summary>
public sealed class StepHandler
{
    private readonly Func<StepContext, JsonElement, CancellationToken, Task<JsonElement>> _run;

    private StepHandler(string name, Type input, Type output, Func<StepContext, JsonElement, CancellationToken, Task<JsonElement>> run)
    {
        Name = name;
        Input = input;
        Output = output;
        _run = run;
    }

    /// <summary>Name of the step.</summary>
    public string Name { get; }

    /// <summary>Type of the input.</summary>
    public Type Input { get; }

    /// <summary>Type of the value that the step answers.</summary>
    public Type Output { get; }

    /// <summary>Binds a step's name to the code that does it.</summary>
    public static StepHandler For<TIn, TOut>(Step<TIn, TOut> step, Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> run) =>
        new(step.Name, typeof(TIn), typeof(TOut), async (context, input, cancellation) =>
        {
            var typed = input.Deserialize<TIn>(FmJson.Line) ?? throw new JsonException($"Step {step.Name} got no input.");
            var reply = await run(context, typed, cancellation).ConfigureAwait(false);
            return JsonSerializer.SerializeToElement(reply, FmJson.Line);
        });

    /// <summary>Runs the step on its serialised input and answers the serialised <see cref="StepReply{T}"/>.</summary>
    public Task<JsonElement> RunAsync(StepContext context, JsonElement input, CancellationToken cancellation) => _run(context, input, cancellation);
}
