using System.Text.Json;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>A child run ended and its parent knows the answer.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When the parent learned it.</param>
/// <param name="Call">Position of the fact that scheduled it.</param>
/// <param name="Reply">The serialised <see cref="Core.Workflow.Engine.StepReply{T}"/>: the child's output, or why it has none.</param>
/// <param name="Index">Which child it was.</param>
public sealed record ChildCompleted(int Position, DateTimeOffset At, int Call, JsonElement Reply, int Index = 0) : Answer(Position, At, Call, Index)
{
    /// <inheritdoc/>
    public override string Describe() => $"the answer of child {Index} called at {Call}: {Excerpt.Of(Reply)}";
}
