using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine;

/// <summary>One durable write.</summary>
/// <param name="Kind">The method of <see cref="Stores.IEventStore"/>, without <c>Async</c>: <c>Create</c>, <c>Append</c>, <c>Ring</c>, …</param>
/// <param name="InstanceId">The instance or run it is about; empty for a purge.</param>
/// <param name="Facts">The facts that are appended.</param>
public sealed record DurableWrite(string Kind, string InstanceId, IReadOnlyList<Fact> Facts)
{
    /// <summary>For a log: <c>Append run-1 3 StepCompleted, 4 StepScheduled</c>.</summary>
    public override string ToString() => $"{Kind} {InstanceId} {string.Join(", ", Facts.Select(fact => $"{fact.Position} {fact.GetType().Name}"))}".TrimEnd();
}
