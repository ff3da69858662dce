namespace FunctionsMigrator.Engine.Facts;

/// <summary>The code waits for the bell or a deadline. Ended by <see cref="Woken"/> or <see cref="TimerFired"/>.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When the wait began.</param>
/// <param name="Deadline">When it ends unless the bell rings first.</param>
public sealed record WaitStarted(int Position, DateTimeOffset At, DateTimeOffset Deadline) : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => $"a wait for the bell until {Deadline:O}";
}
