using System.Diagnostics.CodeAnalysis;

namespace FunctionsMigrator.Core.Findings;

/// <summary>A value, or the findings that say why there is none. A value may come with findings that are no errors.</summary>
public sealed class Outcome<T>
{
    private readonly T? _value;

    internal Outcome(T? value, bool succeeded, IReadOnlyList<Finding> findings)
    {
        _value = value;
        Succeeded = succeeded;
        Findings = findings;
    }

    /// <summary>Whether there is a value.</summary>
    public bool Succeeded { get; }

    /// <summary>Everything found; holds at least one error when there is no value.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; look at <see cref="Succeeded"/> first.</exception>
    public T Value => Succeeded ? _value! : throw new InvalidOperationException($"No value: {Findings[0]}");

    /// <summary>The value, when there is one.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return Succeeded;
    }

    /// <summary>The same with what <paramref name="make"/> makes of the value; a failure stays what it is.</summary>
    public Outcome<TOther> Then<TOther>(Func<T, TOther> make) => Succeeded ? new Outcome<TOther>(make(_value!), true, Findings) : As<TOther>();

    /// <summary>The same failure for another type of value.</summary>
    public Outcome<TOther> As<TOther>() => Succeeded
        ? throw new InvalidOperationException("Only a failure has no type.")
        : new Outcome<TOther>(default, false, Findings);
}

/// <summary>Makes outcomes.</summary>
public static class Outcome
{
    /// <summary>A value, perhaps with findings.</summary>
    public static Outcome<T> Of<T>(T value, IReadOnlyList<Finding>? findings = null) => new(value, true, findings ?? []);

    /// <summary>A failure.</summary>
    public static Outcome<T> Fail<T>(params IReadOnlyList<Finding> findings) => findings.Count == 0
        ? throw new ArgumentException("A failure says why.", nameof(findings))
        : new Outcome<T>(default, false, findings);
}
