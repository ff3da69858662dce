using FunctionsMigrator.Infra.Tests.Bicep;

namespace FunctionsMigrator.Infra.Tests.Rules;

/// <summary>What a compiler would say: names exist, are used, and are declared once; modules get what they ask for; functions are known.</summary>
internal static class SymbolRules
{
    private static readonly string[] Functions =
    [
        "concat", "empty", "environment", "guid", "readEnvironmentVariable", "resourceId", "subscription", "subscriptionResourceId", "take", "tenant", "toLower", "union", "uniqueString",
        "allowed", "description", "minLength", "maxLength", "minValue", "maxValue",
    ];

    public static IEnumerable<string> Check(InfraFiles files) => files.Files.Values.SelectMany(file => Check(files, file));

    private static IEnumerable<string> Check(InfraFiles files, BicepFile file) =>
        Twice(file).Concat(Names(file)).Concat(Calls(file)).Concat(Modules(files, file)).Concat(Outputs(files, file)).Concat(file.Using is null ? Unused(file) : []);

    private static IEnumerable<(int Line, string Name)> Declared(BicepFile file) =>
        file.Params.Select(param => (param.Line, param.Name)).Concat(file.Vars.Select(variable => (variable.Line, variable.Name)))
            .Concat(file.Resources.Select(resource => (resource.Line, resource.Symbol))).Concat(file.Modules.Select(module => (module.Line, module.Symbol)));

    private static IEnumerable<string> Twice(BicepFile file) =>
        Declared(file).GroupBy(declared => declared.Name).Where(group => group.Count() > 1).Select(group => $"{file.Path}:{group.Last().Line}: '{group.Key}' is declared twice");

    // Every expression of the file with the loop variables that it may use.
    private static IEnumerable<(BicepExpression Expression, string[] Loop)> Expressions(BicepFile file)
    {
        foreach (var resource in file.Resources)
        {
            string[] loop = resource.Loop is { } around ? [around.Item, .. around.Index is { } index ? new[] { index } : []] : [];
            yield return (resource.Body, loop);
            if (resource.Loop is { } source)
            {
                yield return (source.Source, []);
            }

            if (resource.Condition is { } condition)
            {
                yield return (condition, loop);
            }
        }

        foreach (var expression in file.Params.SelectMany(param => param.Decorators.Append(param.Value)).Concat(file.Vars.Select(variable => variable.Value))
            .Concat(file.Outputs.Select(output => output.Value)).Concat(file.Modules.SelectMany(module => new[] { module.Body, module.Condition })).OfType<BicepExpression>())
        {
            yield return (expression, []);
        }
    }

    private static IEnumerable<string> Names(BicepFile file)
    {
        var known = Declared(file).Select(declared => declared.Name).ToHashSet(StringComparer.Ordinal);
        return Expressions(file).SelectMany(pair => pair.Expression.All.OfType<BicepName>().Where(name => !known.Contains(name.Name) && !pair.Loop.Contains(name.Name)))
            .Select(name => $"{file.Path}:{name.Line}: nothing is named '{name.Name}'");
    }

    private static IEnumerable<string> Calls(BicepFile file) => Expressions(file).SelectMany(pair => pair.Expression.All.OfType<BicepCall>())
        .Where(call => !Functions.Contains(call.Function)).Select(call => $"{file.Path}:{call.Line}: the function '{call.Function}' is not known here");

    private static IEnumerable<string> Unused(BicepFile file)
    {
        var used = Expressions(file).SelectMany(pair => pair.Expression.All.OfType<BicepName>()).Select(name => name.Name).ToHashSet(StringComparer.Ordinal);
        return file.Params.Select(param => (param.Line, param.Name)).Concat(file.Vars.Select(variable => (variable.Line, variable.Name)))
            .Concat(file.Resources.Where(resource => resource.Existing).Select(resource => (resource.Line, Name: resource.Symbol)))
            .Where(declared => !used.Contains(declared.Name)).Select(declared => $"{file.Path}:{declared.Line}: '{declared.Name}' is not used");
    }

    private static IEnumerable<string> Modules(InfraFiles files, BicepFile file)
    {
        foreach (var module in file.Modules)
        {
            if (files.Named(file, module.Path) is not { } called)
            {
                yield return $"{file.Path}:{module.Line}: there is no file {module.Path}";
                continue;
            }

            var given = (module.Body.Find("params") as BicepObject)?.Members.Select(member => member.Key).ToList() ?? [];
            foreach (var unknown in given.Where(name => called.Params.All(param => param.Name != name)))
            {
                yield return $"{file.Path}:{module.Line}: {module.Path} takes no '{unknown}'";
            }

            foreach (var missing in called.Params.Where(param => param.Value is null && !given.Contains(param.Name)))
            {
                yield return $"{file.Path}:{module.Line}: {module.Path} asks for '{missing.Name}'";
            }
        }

        foreach (var lonely in files.Templates.Where(other => file == files.Main && other != file && file.Modules.All(module => files.Named(file, module.Path) != other)))
        {
            yield return $"{lonely.Path}: no module of {file.Path} uses it";
        }
    }

    // module.outputs.name has to be an output of that module's file.
    private static IEnumerable<string> Outputs(InfraFiles files, BicepFile file) => Expressions(file).SelectMany(pair => pair.Expression.All.OfType<BicepAccess>())
        .Where(access => access.Target is BicepAccess { Name: "outputs", Target: BicepName from }
            && file.Modules.FirstOrDefault(module => module.Symbol == from.Name) is { } module
            && files.Named(file, module.Path)?.Outputs.All(output => output.Name != access.Name) == true)
        .Select(access => $"{file.Path}:{access.Line}: no module answers '{access.Name}'");
}
