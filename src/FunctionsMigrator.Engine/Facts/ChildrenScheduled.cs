namespace FunctionsMigrator.Engine.Facts;

/// <summary>The code asked for child runs. Each is an instance with a history of its own, made when its turn comes.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Workflow">Name of the children's workflow.</param>
/// <param name="Children">The children, in the order of the answers.</param>
public sealed record ChildrenScheduled(int Position, DateTimeOffset At, string Workflow, IReadOnlyList<ScheduledChild> Children) : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => $"a call of workflow '{Workflow}' for {Children.Count} children {Excerpt.Of(Children)}";
}
