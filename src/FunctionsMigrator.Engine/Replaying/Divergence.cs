namespace FunctionsMigrator.Engine.Replaying;

/// <summary>Where code and history part.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="Holds">What the history holds there, in words.</param>
/// <param name="Code">What the code does now, in words.</param>
public sealed record Divergence(int Position, string Holds, string Code)
{
    /// <summary>Both sides and the question to ask, in one sentence each.</summary>
    public string Explain() =>
        $"At position {Position} the history holds {Holds}; the code now {Code}. Was the workflow code changed without a version? "
        + "Nothing was appended. Run the code that wrote this history, or keep its order of calls behind 'context.Version'.";
}
