namespace FunctionsMigrator.Core.Checks;

/// <summary>One result for one commit.</summary>
/// <param name="Name">The check, as policies name it: <c>ci/build</c>.</param>
/// <param name="State">What it says.</param>
/// <param name="At">When it said so.</param>
/// <param name="By">Who told it: the provider, or the key or signature that posted it.</param>
public sealed record CheckResult(string Name, CheckState State, DateTimeOffset At, string By);
