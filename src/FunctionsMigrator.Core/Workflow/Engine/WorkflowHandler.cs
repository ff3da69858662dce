using System.Text.Json;

namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>A workflow as an engine runs it: JSON in, JSON out. The output is the value itself; a workflow ends in a value, never in an exception.</summary>
public sealed class WorkflowHandler
{
    private readonly Func<IWorkflowContext, JsonElement, Task<JsonElement>> _run;

    private WorkflowHandler(string name, Func<IWorkflowContext, JsonElement, Task<JsonElement>> run)
    {
        Name = name;
        _run = run;
    }

    /// <summary>Name of the workflow.</summary>
    public string Name { get; }

    /// <summary>Binds a workflow's name to its code.</summary>
    public static WorkflowHandler For<TIn, TOut>(WorkflowName<TIn, TOut> workflow, Func<IWorkflowContext, TIn, Task<TOut>> run) =>
        new(workflow.Name, async (context, input) =>
        {
            var typed = input.Deserialize<TIn>(FmJson.Line) ?? throw new JsonException($"Workflow {workflow.Name} got no input.");
            return JsonSerializer.SerializeToElement(await run(context, typed), FmJson.Line);
        });

    /// <summary>Runs the workflow on its serialised input.</summary>
    public Task<JsonElement> RunAsync(IWorkflowContext context, JsonElement input) => _run(context, input);
}
