using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable.Payloads;
using Microsoft.DurableTask.Client;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>What the platform tells of an instance, as the port tells it.</summary>
internal static class DurableInstances
{
    private const string NonDeterministic = "NonDeterministicOrchestrationException";

    /// <summary>Whether it is an instance of ours that no other one called. An id does not tell: a dot may stand in a run's id as well as before a child's suffix.</summary>
    public static bool IsRoot(OrchestrationMetadata found) => Read<WorkflowCall>(found.SerializedInput) is { Parent: null };

    public static InstanceView View(OrchestrationMetadata found)
    {
        var view = new InstanceView(
            found.InstanceId, found.Name, Read<WorkflowCall>(found.SerializedInput)?.Version ?? 0, InstanceState.Running, Text(found.SerializedCustomStatus));
        return found.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Completed => Completed(view, Read<WorkflowEnd>(found.SerializedOutput)),
            OrchestrationRuntimeStatus.Failed => Failed(view, Reason(found)),
            OrchestrationRuntimeStatus.Terminated => Failed(view, EngineCodes.EndedOutside, "Somebody terminated it in the task hub."),
            _ => view,
        };
    }

    private static InstanceView Completed(InstanceView view, WorkflowEnd? end) => end switch
    {
        null => Failed(view, EngineCodes.EndedOutside, "It ended with an output that no workflow writes."),
        { Problem: { } problem } => view with { State = InstanceState.Failed, Problem = problem },
        _ => view with { State = InstanceState.Completed, Output = end.Output ?? JsonSerializer.SerializeToElement<object?>(null) },
    };

    // Never the platform's text: it holds messages of exceptions, which may hold anything. Some backends give no details but a text that begins with the type.
    private static string? Reason(OrchestrationMetadata found) =>
        found.FailureDetails?.ErrorType ?? (found.SerializedOutput?.Contains(NonDeterministic, StringComparison.Ordinal) == true ? NonDeterministic : null);

    private static InstanceView Failed(InstanceView view, string? reason) => reason?.Contains(NonDeterministic, StringComparison.Ordinal) == true
        ? Failed(view, EngineCodes.Diverged, "The code of this program does not fit its history, and the platform ended it. Was the workflow code changed without a version?")
        : Failed(view, EngineCodes.EndedOutside, reason is null ? "The platform ended it and gives no reason." : $"The platform ended it: {reason}.");

    private static InstanceView Failed(InstanceView view, FailureCode code, string message) =>
        view with { State = InstanceState.Failed, Problem = $"{code.Code}: {view.InstanceId}: {message}" };

    private static string? Text(string? json) => Parse<string>(json) ?? json;

    private static T? Read<T>(string? json)
        where T : class => Parse<string>(json) is { } text ? Parse<T>(text) : null;

    // Anybody with the key of the task hub can start and end instances with what is none of ours.
    private static T? Parse<T>(string? json)
        where T : class
    {
        try
        {
            return json is null ? null : Payload.Read<T>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
