using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Replaying;

/// <summary>A history as text: one fact a line, as <c>Facts/README.md</c> describes. Tests keep recorded histories in this form and replay them.</summary>
public static class HistoryFile
{
    /// <summary>The facts as lines, each ended by a line feed.</summary>
    public static string Write(IReadOnlyList<Fact> facts)
    {
        var text = new StringBuilder();
        foreach (var fact in facts)
        {
            text.Append(JsonSerializer.Serialize(fact, FmJson.Line)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The facts of a text, or <c>ENG024</c> with the line that is none.</summary>
    public static Outcome<IReadOnlyList<Fact>> Read(string text)
    {
        var facts = new List<Fact>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                facts.Add(JsonSerializer.Deserialize<Fact>(line, FmJson.Line) ?? throw new JsonException("null is no fact."));
            }
            catch (JsonException unreadable)
            {
                return Unreadable(facts.Count, unreadable.Message);
            }

            if (facts[^1].Position != facts.Count - 1 || facts[^1] is InstanceStarted != (facts.Count == 1))
            {
                return Unreadable(facts.Count - 1, $"{facts[^1].GetType().Name} at position {facts[^1].Position} cannot stand here.");
            }
        }

        return facts.Count == 0 ? Unreadable(0, "There is no fact.") : Outcome.Of<IReadOnlyList<Fact>>(facts);
    }

    private static Outcome<IReadOnlyList<Fact>> Unreadable(int before, string why) =>
        EngineCodes.UnreadableHistory.Fail<IReadOnlyList<Fact>>($"Fact {before + 1} of the history cannot be read: {why}");
}
