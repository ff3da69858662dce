using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>Runs one step and makes an answer of whatever it does, the same for every engine.</summary>
/// <param name="report">Logs what a step threw, and answers the id under which people find it there.</param>
public sealed class StepRunner(Func<Exception, StepHandler, StepContext, string> report)
{
    /// <summary>The serialised <see cref="StepReply{T}"/>: the step's own, or a failure instead of an exception or of an answer that no history should hold.</summary>
    /// <exception cref="OperationCanceledException">The host stops; nothing was answered and the step runs again later.</exception>
    /// <exception cref="StoreException">A store failed; nothing was answered and the step runs again later.</exception>
    public async Task<JsonElement> RunAsync(StepHandler step, StepContext context, JsonElement input, CancellationToken stop)
    {
        try
        {
            var reply = await step.RunAsync(context, input, stop).ConfigureAwait(false);
            return WorkflowLimits.Excess(reply) is { } excess ? Fail(EngineCodes.AnswerTooLarge, $"Step '{step.Name}' answered {excess}.") : reply;
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
            return Fail(EngineCodes.StepThrew, $"Step '{step.Name}' met a broken assumption; the log has it under incident {report(exception, step, context)}.");
        }
    }

    private static JsonElement Fail(FailureCode code, string message) =>
        JsonSerializer.SerializeToElement(StepReply.Fail<JsonElement?>(code.Code, message), FmJson.Line);
}
