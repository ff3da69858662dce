namespace FunctionsMigrator.Engine.Facts;

/// <summary>The code threw or broke a rule of the port. Always the last fact; nothing is tried again.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When it failed.</param>
/// <param name="Problem">Why, in words for people.</param>
public sealed record InstanceFailed(int Position, DateTimeOffset At, string Problem) : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => "the end by a failure of the workflow code";
}
