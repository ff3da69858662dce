using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>Wait for an instant.</summary>
internal sealed record Delay(DateTimeOffset Until) : Intent
{
    public override Fact ToFact(int position, DateTimeOffset at) => new DelayStarted(position, at, Until);

    public override bool Fits(Fact fact) => fact is DelayStarted delay && delay.Until == Until;
}
