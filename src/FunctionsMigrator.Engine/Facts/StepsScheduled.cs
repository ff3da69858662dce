using System.Text.Json;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>The code asked for one step with several inputs. Answered by one <see cref="StepCompleted"/> for each input, in the order they came.</summary>
/// <param name="Position">Place in the history; part of the steps' keys.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Step">Name of the step.</param>
/// <param name="Inputs">What it was asked, in the order of the answers.</param>
public sealed record StepsScheduled(int Position, DateTimeOffset At, string Step, IReadOnlyList<JsonElement> Inputs) : Fact(Position, At)
{
    /// <inheritdoc/>
    public override string Describe() => $"a call of step '{Step}' for {Inputs.Count} inputs {Excerpt.Of(Inputs)}";
}
