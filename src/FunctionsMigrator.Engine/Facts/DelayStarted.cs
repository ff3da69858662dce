namespace FunctionsMigrator.Engine.Facts;

/// <summary>The code waits for an instant, whatever rings. Ended by <see cref="TimerFired"/>.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When the wait began.</param>
/// <param name="Until">When it ends.</param>
public sealed record DelayStarted(int Position, DateTimeOffset At, DateTimeOffset Until) : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => $"a delay until {Until:O}";
}
