namespace FunctionsMigrator.Core;

/// <summary>Why a JSON value cannot be written canonically without changing it.</summary>
/// <param name="Path">Where in the value: <c>.limits[2].max</c>; empty for the value itself.</param>
/// <param name="Message">What is wrong there. Quotes names and numbers, never texts.</param>
public sealed record CanonicalJsonProblem(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
