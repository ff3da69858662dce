using System.Text.Json;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>The code asked for a step. Stands in the history before the step runs; a restart runs it again with this input until an answer stands too.</summary>
/// <param name="Position">Place in the history; part of the step's key.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Step">Name of the step.</param>
/// <param name="Input">What it was asked.</param>
public sealed record StepScheduled(int Position, DateTimeOffset At, string Step, JsonElement Input) : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => $"a call of step '{Step}' with {Excerpt.Of(Input)}";
}
