using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable.Payloads;
using Microsoft.DurableTask;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>
/// Runs workflow code as orchestrator functions do. The platform replays it from its own history; where the code does not fit that history any more, the platform
/// ends the instance (the embedded engine would keep it), so what changes the order of calls stands behind <see cref="IWorkflowContext.Version"/>.
/// </summary>
/// <param name="workflows">What can run, by name.</param>
public sealed class DurableWorkflows(IEnumerable<WorkflowHandler> workflows)
{
    private readonly Dictionary<string, WorkflowHandler> _workflows = workflows.ToDictionary(workflow => workflow.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs the workflow that has the orchestration's name. Answers the output as text, also when the code throws.</summary>
    public async Task<string> RunAsync(TaskOrchestrationContext platform)
    {
        var end = await EndAsync(platform);
        return Payload.Write(end);
    }

    private async Task<WorkflowEnd> EndAsync(TaskOrchestrationContext platform)
    {
        var name = platform.Name.Name;
        try
        {
            var call = Payload.Read<WorkflowCall>(platform.GetInput<string>());
            var context = new DurableWorkflowContext(platform, call);
            var code = _workflows[name].RunAsync(context, call.Input);
            await Task.WhenAny(code, context.Broken);
            var rule = context switch
            {
                { Broken.IsCompletedSuccessfully: true } => context.Broken.Result,
                { Asked: { } asked } => $"it ended without awaiting {asked}.",
                _ => null,
            };
            return rule is null ? Ended(name, await code) : BrokeRule(name, rule, platform);
        }
#pragma warning disable CA1031 // The one place where the code's exception becomes data: see WorkflowEnd.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The same in every replay, so that it is the one that was logged.
            var incident = platform.NewGuid().ToString("n")[..8];
            platform.CreateReplaySafeLogger(DurableLog.Category).WorkflowThrew(exception, incident, name, platform.InstanceId);
            return Problem(EngineCodes.WorkflowThrew, $"The code of workflow '{name}' threw {exception.GetType().Name}; the log has it under incident {incident}.");
        }
    }

    private static WorkflowEnd Ended(string name, JsonElement output) =>
        WorkflowLimits.RuleBrokenBy(output) is { } rule ? Problem(EngineCodes.RuleBroken, Rule(name, rule)) : new WorkflowEnd(output);

    private static WorkflowEnd BrokeRule(string name, string rule, TaskOrchestrationContext platform)
    {
        var end = Problem(EngineCodes.RuleBroken, Rule(name, rule));
        platform.CreateReplaySafeLogger(DurableLog.Category).RuleBroken(platform.InstanceId, end.Problem!);
        return end;
    }

    private static string Rule(string name, string rule) => $"The code of workflow '{name}' broke a rule of the engine: {rule}";

    private static WorkflowEnd Problem(FailureCode code, string message) => new(Problem: $"{code.Code}: {message}");
}
