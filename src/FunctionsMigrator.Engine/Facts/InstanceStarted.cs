using System.Text.Json;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>The instance exists. Always the fact at position 0, and only there.</summary>
/// <param name="Position">0.</param>
/// <param name="At">When it was started.</param>
/// <param name="InstanceId">Its id.</param>
/// <param name="Workflow">Name of its workflow.</param>
/// <param name="Version">Version of the workflow code, fixed here.</param>
/// <param name="Input">What it was started with.</param>
/// <param name="Root">The run it belongs to: the instance at the top; its own id when it has no parent.</param>
/// <param name="Parent">The instance that called it; null for a run.</param>
public sealed record InstanceStarted(
    int Position, DateTimeOffset At, string InstanceId, string Workflow, int Version, JsonElement Input, string Root, string? Parent = null)
    : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => $"the start of workflow '{Workflow}' under version {Version}";
}
