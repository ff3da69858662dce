using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Variables;

/// <summary>The variables of an environment, a region, a tenant: the inner one wins, and <c>environment</c>, <c>region</c>, <c>tenant</c> are always defined.</summary>
internal sealed partial class VariableScope
{
    private readonly Dictionary<string, JsonElement> _values;

    private VariableScope(Dictionary<string, JsonElement> values) => _values = values;

    public IReadOnlyDictionary<string, JsonElement> Values => _values;

    public static VariableScope Of(EnvironmentDocument environment, List<Finding> findings)
    {
        var scope = new VariableScope(new Dictionary<string, JsonElement>(StringComparer.Ordinal));
        scope.Add(environment.Variables, environment.Place, "variables", findings);
        scope._values["environment"] = Text(environment.Name);
        return scope;
    }

    public VariableScope With(RegionDefinition region, Place place, List<Finding> findings)
    {
        var scope = new VariableScope(new Dictionary<string, JsonElement>(_values, StringComparer.Ordinal));
        scope.Add(region.Variables, place, $"regions.{region.Name}.variables", findings);
        scope._values["region"] = Text(region.Name);
        return scope;
    }

    /// <summary>Values of a tenant are texts, taken as they are.</summary>
    public VariableScope With(string tenant, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var scope = new VariableScope(new Dictionary<string, JsonElement>(_values, StringComparer.Ordinal));
        foreach (var (name, value) in variables)
        {
            scope._values[name] = Text(value);
        }

        scope._values["tenant"] = Text(tenant);
        return scope;
    }

    /// <summary>Why a variable cannot be called so, or null.</summary>
    public static string? NameProblem(string name) => name switch
    {
        "environment" or "region" or "tenant" => $"'{name}' is defined already.",
        _ when !Name().IsMatch(name) => $"'{name}' is no name: letters, digits, '.', '_' and '-', at most 100.",
        _ => null,
    };

    private void Add(IReadOnlyDictionary<string, JsonElement> variables, Place place, string what, List<Finding> findings)
    {
        foreach (var (name, value) in variables)
        {
            if (NameProblem(name) is { } problem)
            {
                findings.Add(ItemCodes.VariableName.Finding($"{what}: {problem}", place));
            }
            else if (Reference(value) is { } reference)
            {
                findings.Add(ItemCodes.VariableRefers.Finding($"{what}.{name} holds ${{{reference}}}; a variable is a plain value.", place));
            }
            else
            {
                _values[name] = Substitution.Value(value, new Dictionary<string, JsonElement>(), place, what).Value;
            }
        }
    }

    private static string? Reference(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Placeholder.In(value.GetString()!) is [var first, ..] ? first.Name : null,
        JsonValueKind.Array => value.EnumerateArray().Select(Reference).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => value.EnumerateObject().Select(member => Reference(member.Value)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex Name();
}
