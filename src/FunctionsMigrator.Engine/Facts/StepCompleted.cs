using System.Text.Json;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>A step answered, with a value or a failure. It never runs again for this call.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When it answered.</param>
/// <param name="Call">Position of the fact that scheduled it.</param>
/// <param name="Reply">The serialised <see cref="Core.Workflow.Engine.StepReply{T}"/>.</param>
/// <param name="Index">Which input it answers.</param>
public sealed record StepCompleted(int Position, DateTimeOffset At, int Call, JsonElement Reply, int Index = 0) : Answer(Position, At, Call, Index)
{
    /// <inheritdoc/>
    public override string Describe() => $"the answer {Index} of the step called at {Call}: {Excerpt.Of(Reply)}";
}
