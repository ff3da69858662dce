using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>What workflow code asks for, one at a time. It becomes a fact only when the engine has written it down.</summary>
internal abstract record Intent
{
    /// <summary>How many answers end the call.</summary>
    public virtual int Branches => 1;

    /// <summary>The fact that says the code asked.</summary>
    public abstract Fact ToFact(int position, DateTimeOffset at);

    /// <summary>Whether the recorded fact is this very call.</summary>
    public abstract bool Fits(Fact fact);

    public string Describe() => ToFact(0, default).Describe();
}
