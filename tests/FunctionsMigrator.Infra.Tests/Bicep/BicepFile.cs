namespace FunctionsMigrator.Infra.Tests.Bicep;

/// <summary>A file of Bicep, or of Bicep parameters.</summary>
/// <param name="Path">Where it is, from the folder <c>infra</c>.</param>
/// <param name="Scope"><c>targetScope</c>; null for a resource group.</param>
/// <param name="Using">Of a parameter file: the template.</param>
internal sealed record BicepFile(string Path, string? Scope, string? Using)
{
    public required IReadOnlyList<BicepParam> Params { get; init; }

    public required IReadOnlyList<BicepVar> Vars { get; init; }

    public required IReadOnlyList<BicepResource> Resources { get; init; }

    public required IReadOnlyList<BicepModule> Modules { get; init; }

    public required IReadOnlyList<BicepOutput> Outputs { get; init; }

    /// <summary>The resources of a type, whatever their version, that the file makes.</summary>
    public IEnumerable<BicepResource> Made(string type) => Resources.Where(resource => resource.Type == type && !resource.Existing);
}

/// <summary><c>param name type = default</c>; in a parameter file without a type.</summary>
internal sealed record BicepParam(int Line, string Name, string? Type, BicepExpression? Value, IReadOnlyList<BicepCall> Decorators);

/// <summary><c>var name = value</c>.</summary>
internal sealed record BicepVar(int Line, string Name, BicepExpression Value);

/// <summary><c>for (item, index) in source</c> around a resource.</summary>
internal sealed record BicepLoop(string Item, string? Index, BicepExpression Source);

/// <summary>A resource.</summary>
internal sealed record BicepResource(int Line, string Symbol, string Type, string Version, bool Existing, BicepExpression? Condition, BicepLoop? Loop, BicepObject Body);

/// <summary>A module.</summary>
internal sealed record BicepModule(int Line, string Symbol, string Path, BicepExpression? Condition, BicepObject Body);

/// <summary><c>output name type = value</c>.</summary>
internal sealed record BicepOutput(int Line, string Name, string Type, BicepExpression Value);
