using System.Security.Cryptography;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable.Payloads;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>Runs steps as activity functions do.</summary>
public sealed class DurableSteps
{
    private readonly Func<CancellationToken, ValueTask<IReadOnlyDictionary<string, StepHandler>>> _open;
    private readonly ILogger<DurableSteps> _log;
    private readonly StepRunner _runner;

    /// <summary>The steps that can run.</summary>
    public DurableSteps(IEnumerable<StepHandler> steps, ILogger<DurableSteps> log)
        : this(Opened(steps.ToDictionary(step => step.Name, StringComparer.Ordinal)), log)
    {
    }

    /// <summary>Steps that are opened when the first one is called.</summary>
    /// <param name="open">Answers them by name, or throws <see cref="StoreException"/> where their store cannot be opened now.</param>
    /// <param name="log">Told what steps throw.</param>
    public DurableSteps(Func<CancellationToken, ValueTask<IReadOnlyDictionary<string, StepHandler>>> open, ILogger<DurableSteps> log)
    {
        _open = open;
        _log = log;
        _runner = new StepRunner((exception, step, context) =>
        {
            var incident = RandomNumberGenerator.GetHexString(8, lowercase: true);
            log.StepThrew(exception, incident, step.Name, context.InstanceId, context.Key);
            return incident;
        });
    }

    /// <summary>Runs the step on what the workflow sent. Answers its reply as text, or that its store cannot be used now.</summary>
    /// <exception cref="OperationCanceledException">
    /// The host stops. It must reach the platform: the host then gives the work back without an answer, and another one takes it.
    /// </exception>
    public async Task<string> RunAsync(string step, string call, CancellationToken stop)
    {
        var asked = Payload.Read<StepCall>(call);
        try
        {
            var steps = await _open(stop);
            var reply = await _runner.RunAsync(steps[step], new StepContext(asked.InstanceId, asked.Key, asked.Version), asked.Input, stop);
            return Payload.Write(new StepAnswer(reply));
        }
        catch (StoreException failure)
        {
            _log.StoreUnavailable(step, asked.InstanceId, asked.Key, failure.Finding.ToString());
            return Payload.Write(new StepAnswer(Unavailable: $"{failure.Finding.Code}: {failure.Finding.Message}"));
        }
    }

    private static Func<CancellationToken, ValueTask<IReadOnlyDictionary<string, StepHandler>>> Opened(IReadOnlyDictionary<string, StepHandler> steps) => _ => ValueTask.FromResult(steps);
}
