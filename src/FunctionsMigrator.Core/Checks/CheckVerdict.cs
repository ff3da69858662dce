namespace FunctionsMigrator.Core.Checks;

/// <summary>Why a run may not go on because of its checks.</summary>
/// <param name="Ends">Whether it ends for that; else it waits and looks again.</param>
/// <param name="Code">The code.</param>
/// <param name="Reason">Which checks, and what they lack.</param>
/// <param name="LookAgain">When to look again.</param>
public sealed record CheckVerdict(bool Ends, string Code, string Reason, DateTimeOffset LookAgain);
