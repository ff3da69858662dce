namespace FunctionsMigrator.Engine.Facts;

/// <summary>The bell ended a wait. Every ring up to here is used up with it.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When the wait ended.</param>
/// <param name="Call">Position of the <see cref="WaitStarted"/>.</param>
public sealed record Woken(int Position, DateTimeOffset At, int Call) : Answer(Position, At, Call)
{
    /// <inheritdoc/>
    public override string Describe() => $"the bell that ended the wait at {Call}";
}
