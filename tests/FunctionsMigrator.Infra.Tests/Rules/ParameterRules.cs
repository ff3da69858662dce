using FunctionsMigrator.Infra.Tests.Bicep;

namespace FunctionsMigrator.Infra.Tests.Rules;

/// <summary>Parameter files say everything that the template asks for, in the right type and range.</summary>
internal static class ParameterRules
{
    public static IEnumerable<string> Check(InfraFiles files)
    {
        foreach (var file in files.Parameters)
        {
            if (files.Named(file, file.Using!) is not { } template)
            {
                yield return $"{file.Path}: there is no {file.Using}";
                continue;
            }

            foreach (var missing in template.Params.Where(param => param.Value is null && file.Params.All(given => given.Name != param.Name)))
            {
                yield return $"{file.Path}: {missing.Name} has no value";
            }

            foreach (var given in file.Params)
            {
                var asked = template.Params.FirstOrDefault(param => param.Name == given.Name);
                if (asked is null || Problem(asked, given.Value) is { Length: > 0 })
                {
                    yield return $"{file.Path}:{given.Line}: {given.Name} {(asked is null ? $"is no parameter of {template.Path}" : Problem(asked, given.Value))}";
                }
            }
        }

        foreach (var (file, param) in files.Templates.SelectMany(file => file.Params.Where(param => param.Value is not null && Problem(param, param.Value) is not null).Select(param => (file, param))))
        {
            yield return $"{file.Path}:{param.Line}: the default of {param.Name} {Problem(param, param.Value)}";
        }
    }

    private static string? Problem(BicepParam asked, BicepExpression? given) => given switch
    {
        // What the environment says is text; its second argument is what holds without it.
        BicepCall { Function: "readEnvironmentVariable", Arguments: [BicepText, BicepText fallback] } => Problem(asked, fallback),
        BicepText { Value: { } text } => asked.Type != "string" ? $"must be of type {asked.Type}"
            : Allowed(asked) is { Count: > 0 } allowed && !allowed.Contains(text) ? $"must be one of {string.Join(", ", allowed)}"
            : Bound(asked, "minLength") is { } least && text.Length < least ? $"must have at least {least} characters"
            : Bound(asked, "maxLength") is { } most && text.Length > most ? $"must have at most {most} characters" : null,
        BicepLiteral { Value: int number } => asked.Type != "int" ? $"must be of type {asked.Type}"
            : Allowed(asked) is { Count: > 0 } allowed && !allowed.Contains(number) ? $"must be one of {string.Join(", ", allowed)}"
            : Bound(asked, "minValue") is { } least && number < least ? $"must be at least {least}"
            : Bound(asked, "maxValue") is { } most && number > most ? $"must be at most {most}" : null,
        BicepLiteral { Value: bool } => asked.Type == "bool" ? null : $"must be of type {asked.Type}",
        _ => "is something that this test does not understand",
    };

    private static List<object?> Allowed(BicepParam param) => param.Decorators.FirstOrDefault(decorator => decorator.Function == "allowed")?.Arguments is [BicepArray array]
        ? [.. array.Items.Select(item => item is BicepText text ? text.Value : (item as BicepLiteral)?.Value)]
        : [];

    private static int? Bound(BicepParam param, string name) =>
        param.Decorators.FirstOrDefault(decorator => decorator.Function == name)?.Arguments is [BicepLiteral { Value: int bound }] ? bound : null;
}
