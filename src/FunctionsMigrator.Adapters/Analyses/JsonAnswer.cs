using System.Text.Json;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>An answer that was read to its end.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Json">Its body; null where that is no JSON.</param>
internal sealed record JsonAnswer(int Status, JsonElement? Json)
{
    /// <summary>Whether it is a success.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
