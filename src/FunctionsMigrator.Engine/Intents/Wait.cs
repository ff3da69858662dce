using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>Wait for the bell or the deadline.</summary>
internal sealed record Wait(DateTimeOffset Deadline) : Intent
{
    public override Fact ToFact(int position, DateTimeOffset at) => new WaitStarted(position, at, Deadline);

    public override bool Fits(Fact fact) => fact is WaitStarted wait && wait.Deadline == Deadline;
}
