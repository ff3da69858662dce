using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Variables;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>Values on their way from a document to canonical bytes.</summary>
internal static class CanonicalValue
{
    /// <summary>The value after variables; a value that has no exact canonical form, before or after, is a finding.</summary>
    public static Outcome<JsonElement> Replaced(JsonElement value, IReadOnlyDictionary<string, JsonElement> variables, Place place, string what)
    {
        if (CanonicalJson.Problem(value) is { } before)
        {
            return Changes(before, place, what);
        }

        if (!Substitution.HoldsPlaceholders(value))
        {
            return Outcome.Of(value);
        }

        var replaced = Substitution.Value(value, variables, place, what);
        return replaced.Succeeded && CanonicalJson.Problem(replaced.Value) is { } after ? Changes(after, place, what) : replaced;
    }

    private static Outcome<JsonElement> Changes(CanonicalJsonProblem problem, Place place, string what) =>
        ItemCodes.ValueChanges.Fail<JsonElement>($"{what}{problem.Path}: {problem.Message}", place);
}
