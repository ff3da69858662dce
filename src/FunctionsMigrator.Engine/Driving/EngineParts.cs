using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>What an engine is made of.</summary>
internal sealed record EngineParts(
    IEventStore Store,
    IReadOnlyDictionary<string, WorkflowHandler> Workflows,
    IReadOnlyDictionary<string, StepHandler> Steps,
    EngineOptions Options,
    TimeProvider Time,
    ILogger Logger)
{
    public Pulse Pulse { get; } = new();

    public StepRunner StepRunner { get; } = new((exception, step, context) =>
    {
        var incident = Incident.NewId();
        Logger.StepThrew(exception, incident, step.Name, context.InstanceId, context.Key);
        return incident;
    });

    /// <summary>Waits for the instant, at most for one poll, or for one of the others.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task PauseAsync(DateTimeOffset? until, IEnumerable<Task> others, CancellationToken cancellation)
    {
        var left = until - Time.GetUtcNow() is { } rest && rest < Options.PollInterval ? rest : Options.PollInterval;
        if (left > TimeSpan.Zero)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny([Task.Delay(left, Time, over.Token), .. others]);
            await over.CancelAsync();
        }

        cancellation.ThrowIfCancellationRequested();
    }
}
