using System.Text.Json;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>The code ended with a value. Always the last fact.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When it ended.</param>
/// <param name="Output">The value.</param>
public sealed record InstanceCompleted(int Position, DateTimeOffset At, JsonElement Output) : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => $"the end with {Excerpt.Of(Output)}";
}
