using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Intents;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>Runs one step and makes an answer of whatever it does.</summary>
internal sealed class StepRunner(ILogger logger)
{
    /// <exception cref="OperationCanceledException">The drive stops; the step runs again later.</exception>
    /// <exception cref="StoreException">A store failed; nothing is recorded and the step runs again later.</exception>
    public async Task<JsonElement> RunAsync(StepHandler step, StepContext context, JsonElement input, CancellationToken stop)
    {
        try
        {
            var reply = await step.RunAsync(context, input, stop);
            return RecordedJson.Size(reply) <= RecordedJson.LongestValue
                ? reply
                : Fail(EngineCodes.AnswerTooLarge, $"Step '{step.Name}' answered {RecordedJson.Size(reply)} bytes; {RecordedJson.LongestValue} are allowed.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (StoreException)
        {
            throw;
        }
#pragma warning disable CA1031 // The one place where a step's exception becomes data: no exception type crosses the port.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var incident = Incident.NewId();
            logger.StepThrew(exception, incident, step.Name, context.InstanceId, context.Key);
            return Fail(EngineCodes.StepThrew, $"Step '{step.Name}' met a broken assumption; the log has it under incident {incident}.");
        }
    }

    private static JsonElement Fail(FailureCode code, string message) =>
        JsonSerializer.SerializeToElement(StepReply.Fail<JsonElement?>(code.Code, message), FmJson.Line);
}
