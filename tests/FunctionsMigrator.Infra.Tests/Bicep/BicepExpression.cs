namespace FunctionsMigrator.Infra.Tests.Bicep;

/// <summary>An expression, with the line where it begins.</summary>
internal abstract record BicepExpression(int Line)
{
    /// <summary>The expressions directly inside of it.</summary>
    public abstract IEnumerable<BicepExpression> Inner { get; }

    /// <summary>Itself and everything inside.</summary>
    public IEnumerable<BicepExpression> All => Inner.SelectMany(inner => inner.All).Prepend(this);
}

/// <summary>A string; <paramref name="Value"/> is null where it has expressions inside.</summary>
internal sealed record BicepText(int Line, string? Value, string Shown, IReadOnlyList<BicepExpression> Parts) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => Parts;
}

/// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
internal sealed record BicepLiteral(int Line, object? Value) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => [];
}

/// <summary>A name.</summary>
internal sealed record BicepName(int Line, string Name) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => [];
}

/// <summary>An object: its members in order. A member's key may be a string with expressions, which stands among the values of <see cref="Keys"/>.</summary>
internal sealed record BicepObject(int Line, IReadOnlyList<(string Key, BicepExpression Value)> Members, IReadOnlyList<BicepExpression> Keys) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => Members.Select(member => member.Value).Concat(Keys);

    /// <summary>The member at a path such as <c>properties.networkAcls.bypass</c>; null when there is none.</summary>
    public BicepExpression? Find(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var value = Members.FirstOrDefault(member => member.Key == (dot < 0 ? path : path[..dot])).Value;
        return dot < 0 ? value : (value as BicepObject)?.Find(path[(dot + 1)..]);
    }
}

/// <summary>An array.</summary>
internal sealed record BicepArray(int Line, IReadOnlyList<BicepExpression> Items) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => Items;
}

/// <summary><c>target.name</c>.</summary>
internal sealed record BicepAccess(int Line, BicepExpression Target, string Name) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => [Target];
}

/// <summary><c>target[index]</c>.</summary>
internal sealed record BicepIndex(int Line, BicepExpression Target, BicepExpression At) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => [Target, At];
}

/// <summary><c>function(arguments)</c>.</summary>
internal sealed record BicepCall(int Line, string Function, IReadOnlyList<BicepExpression> Arguments) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => Arguments;
}

/// <summary>Operators, and <c>condition ? yes : no</c>.</summary>
internal sealed record BicepOperation(int Line, string Sign, IReadOnlyList<BicepExpression> Operands) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Inner => Operands;
}
