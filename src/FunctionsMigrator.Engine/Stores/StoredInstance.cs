using System.Text.Json;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>How an instance stands: what its facts amount to, so that hosts need not read them.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Root">The run it belongs to.</param>
/// <param name="Parent">The instance that called it.</param>
/// <param name="Workflow">Name of its workflow.</param>
/// <param name="Version">Version it started under.</param>
/// <param name="State">Where it is.</param>
/// <param name="FactCount">How many facts its history has.</param>
/// <param name="Status">What it reported last.</param>
/// <param name="Output">Its answer when completed.</param>
/// <param name="Problem">Why it is diverged or failed.</param>
public sealed record StoredInstance(
    string Id, string Root, string? Parent, string Workflow, int Version, InstanceState State, int FactCount,
    string? Status = null, JsonElement? Output = null, string? Problem = null)
{
    /// <summary>Whether nothing more can happen to it.</summary>
    public bool Ended => State is InstanceState.Completed or InstanceState.Failed;

    /// <summary>The view that the port promises.</summary>
    public InstanceView View => new(Id, Workflow, Version, State, Status, Output, Problem);

    /// <summary>How a new instance stands.</summary>
    public static StoredInstance Of(InstanceStarted start) =>
        new(start.InstanceId, start.Root, start.Parent, start.Workflow, start.Version, InstanceState.Running, FactCount: 1);

    /// <summary>How an instance stands after an append. Null stands for one that does not exist yet.</summary>
    /// <exception cref="InvalidOperationException">The facts do not follow on the history.</exception>
    public static StoredInstance After(StoredInstance? before, Append append)
    {
        if (append.Facts.Count == 0 || append.Facts.Select(fact => fact.Position).Where((position, i) => position != (before?.FactCount ?? 0) + i).Any())
        {
            throw new InvalidOperationException($"The facts for {append.InstanceId} do not follow on the {before?.FactCount ?? 0} that stand.");
        }

        var after = (before ?? Of((InstanceStarted)append.Facts[0])) with
        {
            FactCount = append.Facts[^1].Position + 1,
            State = InstanceState.Running,
            Problem = null,
        };
        after = append.Facts[^1] switch
        {
            InstanceCompleted end => after with { State = InstanceState.Completed, Output = end.Output },
            InstanceFailed end => after with { State = InstanceState.Failed, Problem = end.Problem },
            _ => after,
        };
        return append.Status is { } status ? after with { Status = status } : after;
    }
}
