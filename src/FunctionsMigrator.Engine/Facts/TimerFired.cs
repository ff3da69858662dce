namespace FunctionsMigrator.Engine.Facts;

/// <summary>The instant of a wait or a delay came.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When it was noticed; never before the instant.</param>
/// <param name="Call">Position of the <see cref="WaitStarted"/> or <see cref="DelayStarted"/>.</param>
public sealed record TimerFired(int Position, DateTimeOffset At, int Call) : Answer(Position, At, Call)
{
    /// <inheritdoc/>
    public override string Describe() => $"the end of the time waited for at {Call}";
}
