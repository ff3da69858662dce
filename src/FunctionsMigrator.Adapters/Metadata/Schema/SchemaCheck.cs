using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Schema;

/// <summary>
/// Holds a document against the schema and says every difference with its place, what was expected and what was probably meant. It knows exactly the keywords
/// that <see cref="MetadataSchema"/> writes; another one is a broken assumption and throws.
/// </summary>
internal sealed class SchemaCheck(JsonObject schema)
{
    /// <summary>Findings of one document; more help nobody.</summary>
    private const int Limit = 100;

    private readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    /// <summary>The differences of one document.</summary>
    public IReadOnlyList<Finding> Check(string file, Node document)
    {
        var findings = new List<Finding>();
        Visit(new Spot(document, "", new Place(file, document.Line, document.Column)), schema, findings);
        return [.. findings.Take(Limit)];
    }

    private void Visit(Spot spot, JsonObject rules, List<Finding> findings)
    {
        if (findings.Count >= Limit)
        {
            return;
        }

        if (rules["type"] is { } types && !HasType(spot.Node, types))
        {
            // Whatever else the rules say, they say it about another type of value.
            findings.Add(SchemaFindings.WrongType(spot, rules));
            return;
        }

        foreach (var (keyword, rule) in rules)
        {
            var known = CheckParts(keyword, rule!, spot, rules, findings) ||
                CheckMembers(keyword, rule!, spot, rules, findings) ||
                CheckValue(keyword, rule!, spot, rules, findings) ||
                keyword is "type" or "then" or "title" or "description" or "default" or "definitions" or "$schema";
            if (!known)
            {
                throw new InvalidOperationException($"The schema says '{keyword}', which nothing checks.");
            }
        }
    }

    private bool CheckParts(string keyword, JsonNode rule, Spot spot, JsonObject rules, List<Finding> findings)
    {
        switch (keyword)
        {
            case "$ref":
                Visit(spot, Referenced(rule), findings);
                return true;
            case "allOf":
                foreach (var part in rule.AsArray())
                {
                    Visit(spot, part!.AsObject(), findings);
                }

                return true;
            case "if":
                if (Fits(spot, rule.AsObject()))
                {
                    Visit(spot, rules["then"]!.AsObject(), findings);
                }

                return true;
            case "anyOf":
                VisitAny(spot, rules, [.. rule.AsArray().Select(alternative => alternative!.AsObject())], findings);
                return true;
            default:
                return false;
        }
    }

    private bool CheckMembers(string keyword, JsonNode rule, Spot spot, JsonObject rules, List<Finding> findings)
    {
        switch (keyword)
        {
            case "required":
                var missing = rule.AsArray().Select(key => key!.GetValue<string>()).Where(key => spot.Node is ObjectNode && spot.Member(key) is null);
                findings.AddRange(missing.Select(key => SchemaFindings.Missing(spot, key)));
                return true;
            case "properties":
                foreach (var member in spot.Members().Where(member => rule[member.Key] is not null))
                {
                    Visit(member, rule[member.Key]!.AsObject(), findings);
                }

                return true;
            case "additionalProperties":
                VisitOthers(spot, rules["properties"] as JsonObject ?? [], rule, findings);
                return true;
            case "items":
                foreach (var item in spot.Items())
                {
                    Visit(item, rule.AsObject(), findings);
                }

                return true;
            case "minItems" or "minProperties":
                if ((spot.Node is ListNode { Items.Count: 0 } or ObjectNode { Members.Count: 0 }) && rule.GetValue<int>() > 0)
                {
                    findings.Add(SchemaFindings.Empty(spot));
                }

                return true;
            default:
                return false;
        }
    }

    private bool CheckValue(string keyword, JsonNode rule, Spot spot, JsonObject rules, List<Finding> findings)
    {
        var scalar = spot.Node as ScalarNode;
        switch (keyword)
        {
            case "enum" or "const":
                JsonNode[] allowed = rule is JsonArray several ? [.. several.Select(value => value!)] : [rule];
                if (scalar is null || !allowed.Any(value => value.ToJsonString() == SchemaFindings.Literal(scalar)))
                {
                    findings.Add(SchemaFindings.NotAllowed(spot, [.. allowed.Select(value => value.ToString())]));
                }

                return true;
            case "pattern":
                if (scalar is { Kind: ScalarKind.Text } && !IsMatch(rule.GetValue<string>(), scalar.Text))
                {
                    findings.Add(SchemaFindings.BadText(spot, rule.GetValue<string>()));
                }

                return true;
            case "minimum" or "maximum":
                if (scalar is { Kind: ScalarKind.Integer or ScalarKind.Number } && IsOutside(scalar, keyword, rule))
                {
                    findings.Add(SchemaFindings.OutOfRange(spot, rules));
                }

                return true;
            default:
                return false;
        }
    }

    private void VisitOthers(Spot spot, JsonObject named, JsonNode rule, List<Finding> findings)
    {
        foreach (var member in spot.Members().Where(member => !named.ContainsKey(member.Key)))
        {
            if (rule is JsonObject value)
            {
                Visit(member, value, findings);
            }
            else if (!rule.GetValue<bool>())
            {
                findings.Add(SchemaFindings.Unknown(spot, member, [.. named.Select(pair => pair.Key)]));
            }
        }
    }

    // When only one alternative has the type that was written, its own findings say more than "none of these".
    private void VisitAny(Spot spot, JsonObject rules, JsonObject[] alternatives, List<Finding> findings)
    {
        if (alternatives.Any(alternative => Fits(spot, alternative)))
        {
            return;
        }

        if (alternatives.Where(alternative => alternative["type"] is { } types && HasType(spot.Node, types)).ToArray() is [var only] &&
            !only.ContainsKey("pattern"))
        {
            Visit(spot, only, findings);
            return;
        }

        findings.Add(SchemaFindings.WrongType(spot, rules));
    }

    private bool Fits(Spot spot, JsonObject rules)
    {
        var findings = new List<Finding>();
        Visit(spot, rules, findings);
        return findings.Count == 0;
    }

    private JsonObject Referenced(JsonNode reference) => schema["definitions"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject();

    private static bool HasType(Node node, JsonNode types) => types is JsonArray several
        ? several.Any(type => HasType(node, type!.GetValue<string>()))
        : HasType(node, types.GetValue<string>());

    private static bool HasType(Node node, string type) => type switch
    {
        "object" => node is ObjectNode,
        "array" => node is ListNode,
        "string" => node is ScalarNode { Kind: ScalarKind.Text },
        "boolean" => node is ScalarNode { Kind: ScalarKind.Boolean },
        "integer" => node is ScalarNode { Kind: ScalarKind.Integer },
        "number" => node is ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Number },
        "null" => node is ScalarNode { Kind: ScalarKind.Null },
        _ => throw new InvalidOperationException($"The schema says type '{type}'."),
    };

    private static bool IsOutside(ScalarNode number, string keyword, JsonNode rule)
    {
        var value = double.Parse(number.Text, CultureInfo.InvariantCulture);
        var limit = double.Parse(rule.ToJsonString(), CultureInfo.InvariantCulture);
        return keyword == "minimum" ? value < limit : value > limit;
    }

    private bool IsMatch(string pattern, string text) =>
        pattern == DurationJsonConverter.Pattern
            ? DurationJsonConverter.Parse(text) is not null
            : _patterns.GetOrAdd(pattern, Compile).IsMatch(text);

    // In JSON Schema a last $ is the end of the text, in .NET also the place in front of a last line break.
    private static Regex Compile(string pattern) =>
        new(pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal) ? pattern[..^1] + "\\z" : pattern, RegexOptions.CultureInvariant);
}
