namespace FunctionsMigrator.Core.Findings;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing; changes nothing.</summary>
    Info,

    /// <summary>Worth a look before going on.</summary>
    Warning,

    /// <summary>The thing checked cannot be used as it is.</summary>
    Error,
}

/// <summary>Where a finding is: a path inside the repository, line and column from 1. Line 0: the file as a whole.</summary>
public sealed record Place(string File, int Line = 0, int Column = 0)
{
    /// <summary><c>file</c>, <c>file:line</c> or <c>file:line:column</c>.</summary>
    public override string ToString() => Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
}

/// <summary>One coded result of a check.</summary>
/// <param name="Code">Stable code, listed in <c>docs/failures.md</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Message">What is wrong, where, and what was expected. Never holds a secret.</param>
/// <param name="Remedy">The next thing to do.</param>
/// <param name="Place">Where in the repository, when it is about a file.</param>
/// <param name="Target">Which target, when it is about one.</param>
public sealed record Finding(string Code, Severity Severity, string Message, string Remedy, Place? Place = null, string? Target = null)
{
    /// <summary>One line: <c>place: severity CODE message</c>.</summary>
    public override string ToString() =>
        $"{(Place is null ? Target is null ? "" : Target + ": " : Place + ": ")}{Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
}
