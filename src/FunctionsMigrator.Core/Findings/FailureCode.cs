namespace FunctionsMigrator.Core.Findings;

/// <summary>
/// One kind of expected failure. Every instance is a static field of a class in <c>Findings/Codes</c>, so that <see cref="FailureCatalogue"/> lists it
/// and a test finds it in <c>docs/failures.md</c>.
/// </summary>
/// <param name="Code">Area and number: <c>VAL012</c>. Never reused, never renumbered.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Remedy">What to do, when the place that finds it knows nothing better.</param>
/// <param name="Severity">How much it weighs, unless the place that finds it says otherwise.</param>
public sealed record FailureCode(string Code, string Title, string Remedy, Severity Severity = Severity.Error)
{
    /// <summary>A finding of this kind.</summary>
    public Finding Finding(string message, Place? place = null, string? target = null, string? remedy = null, Severity? severity = null) =>
        new(Code, severity ?? Severity, message, remedy ?? Remedy, place, target);

    /// <summary>An outcome that is just this failure.</summary>
    public Outcome<T> Fail<T>(string message, Place? place = null, string? target = null, string? remedy = null) =>
        Outcome.Fail<T>(Finding(message, place, target, remedy));
}
