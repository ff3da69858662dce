using System.Text.Json;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Intents;

namespace FunctionsMigrator.Engine.Replaying;

/// <summary>What workflow code did with its turn.</summary>
internal abstract record Act
{
    /// <summary>The act in words: "asks for …", "ends with …".</summary>
    public abstract string Describe();

    /// <summary>It asks for something and waits for the answer.</summary>
    internal sealed record Asks(Intent Intent) : Act
    {
        public override string Describe() => $"asks for {Intent.Describe()}";
    }

    /// <summary>It ended with a value.</summary>
    internal sealed record Ends(JsonElement Output) : Act
    {
        public override string Describe() => $"ends with {Excerpt.Of(Output)}";
    }

    /// <summary>It threw.</summary>
    internal sealed record Throws(Exception Exception) : Act
    {
        public override string Describe() => $"throws {Exception.GetType().Name}";
    }

    /// <summary>It did what the port does not allow.</summary>
    internal sealed record BreaksRule(string Rule) : Act
    {
        public override string Describe() => $"breaks a rule of the engine: {Rule}";
    }

    /// <summary>It cannot read the answer that was recorded.</summary>
    internal sealed record CannotRead(int Position, string Expected) : Act
    {
        public override string Describe() => $"cannot read the answer as {Expected}";
    }
}
