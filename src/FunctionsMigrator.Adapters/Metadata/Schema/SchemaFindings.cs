using System.Text.Json.Nodes;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Schema;

/// <summary>The words for the differences between a document and the schema. Values are shown only where they cannot be secrets: words of a closed list, names, durations.</summary>
internal static class SchemaFindings
{
    public static Finding Unknown(Spot parent, Spot member, IReadOnlyList<string> known)
    {
        var close = DidYouMean.Closest(member.Key, known);
        return ValidationCodes.UnknownKey.Finding(
            $"The key '{member.Key}' is unknown in {parent.Name}.{(close is null ? "" : $" Did you mean '{close}'?")} Known: {DidYouMean.List(known)}.",
            member.KeyPlace,
            remedy: close is null ? null : $"Write '{close}', or remove the key.");
    }

    public static Finding Missing(Spot parent, string key) => ValidationCodes.MissingKey.Finding(
        $"The key '{key}' is missing in {parent.Name}.", parent.KeyPlace, remedy: $"Add '{key}'.");

    public static Finding Empty(Spot spot) => ValidationCodes.MissingKey.Finding(
        $"{Start(spot)} is empty; at least one entry is needed.", spot.KeyPlace, remedy: "Add an entry.");

    public static Finding WrongType(Spot spot, JsonObject rules)
    {
        var expected = Expected(rules);
        if (spot.Node is ScalarNode { Kind: ScalarKind.Text, Text: var text } && expected == "true or false" &&
            text.ToLowerInvariant() is "yes" or "no" or "on" or "off")
        {
            return ValidationCodes.WrongType.Finding($"{Start(spot)} must be true or false; '{text}' is text in YAML 1.2.", spot.Place, remedy: "Write true or false.");
        }

        var remedy = spot.Node is ScalarNode { Kind: ScalarKind.Null }
            ? "Write a value, or remove the key."
            : expected == "text" && spot.Node is ScalarNode ? "Put the value in quotes." : $"Write {expected}.";
        return ValidationCodes.WrongType.Finding($"{Start(spot)} must be {expected}; found {Found(spot.Node)}.", spot.Place, remedy: remedy);
    }

    public static Finding NotAllowed(Spot spot, IReadOnlyList<string> allowed)
    {
        // The one closed list that belongs to the product's parts: it has a code of its own.
        if (spot is { Key: "type", Node: ScalarNode { Text: var type } } && spot.Path.StartsWith("targets.", StringComparison.Ordinal))
        {
            return TargetCodes.UnknownType.Finding(
                $"The target type '{Short(type)}' is unknown.{DidYouMean.Hint(type, allowed)} Known: {DidYouMean.List(allowed)}.", spot.Place);
        }

        var found = spot.Node is ScalarNode scalar ? $"'{scalar.Text}'" : Found(spot.Node);
        var hint = spot.Node is ScalarNode { Kind: ScalarKind.Text, Text: var text } ? DidYouMean.Hint(text, allowed) : "";
        return ValidationCodes.BadValue.Finding(
            $"{Start(spot)} must be {Or(allowed)}; found {found}.{hint}", spot.Place, remedy: $"Write {Or(allowed)}.");
    }

    public static Finding BadText(Spot spot, string pattern)
    {
        var text = ((ScalarNode)spot.Node).Text;
        return pattern switch
        {
            DurationJsonConverter.Pattern => ValidationCodes.BadDuration.Finding($"{Start(spot)}: '{Short(text)}' is no duration.", spot.Place),
            MetadataDocument.NamePattern => ValidationCodes.BadName.Finding($"{Start(spot)}: '{Short(text)}' cannot be a name.", spot.Place),
            _ => ValidationCodes.BadValue.Finding($"{Start(spot)} has the wrong form.", spot.Place, remedy: $"Write a text that matches {pattern}."),
        };
    }

    public static Finding OutOfRange(Spot spot, JsonObject rules)
    {
        var range = (rules["minimum"], rules["maximum"]) switch
        {
            ({ } least, null) => $"at least {least}",
            ({ } least, { } most) when most.ToJsonString() == int.MaxValue.ToString() => $"at least {least}, and an ordinary integer",
            ({ } least, { } most) => $"from {least} to {most}",
            (null, { } most) => $"at most {most}",
            _ => "another number",
        };
        return ValidationCodes.BadValue.Finding($"{Start(spot)} must be {range}; found {((ScalarNode)spot.Node).Text}.", spot.Place, remedy: $"Write a number {range}.");
    }

    /// <summary>The JSON literal of a scalar.</summary>
    public static string Literal(ScalarNode scalar) => scalar.Kind == ScalarKind.Text ? JsonValue.Create(scalar.Text).ToJsonString() : scalar.Text;

    private static string Start(Spot spot) => spot.Path.Length == 0 ? "The document" : spot.Name;

    private static string Expected(JsonObject rules)
    {
        if (rules["type"] is JsonValue type)
        {
            return Word(type.GetValue<string>());
        }

        return rules["anyOf"] is null && rules["type"] is JsonArray types
            ? Or([.. types.Select(one => Word(one!.GetValue<string>()))])
            : Alternatives(rules);
    }

    // A variable is always the second of two alternatives; the first one says what the value is after it.
    private static string Alternatives(JsonObject rules) =>
        rules["anyOf"] is JsonArray { Count: 2 } two && two[0]!["type"] is JsonValue type && two[1]!["pattern"] is not null
            ? $"{Word(type.GetValue<string>())} or a variable such as \"${{name}}\""
            : rules["description"]!.GetValue<string>();

    private static string Word(string type) => type switch
    {
        "object" => "an object",
        "array" => "a list",
        "string" => "text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        _ => "nothing",
    };

    private static string Found(Node node) => node switch
    {
        ObjectNode => "an object",
        ListNode => "a list",
        ScalarNode { Kind: ScalarKind.Null } => "nothing",
        ScalarNode { Kind: ScalarKind.Boolean } => "true or false",
        ScalarNode { Kind: ScalarKind.Integer } => "a whole number",
        ScalarNode { Kind: ScalarKind.Number } => "a number with a fraction",
        _ => "text",
    };

    private static string Or(IReadOnlyList<string> words) => words.Count switch
    {
        1 => words[0],
        <= 12 => $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}",
        _ => $"one of {string.Join(", ", words)}",
    };

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
