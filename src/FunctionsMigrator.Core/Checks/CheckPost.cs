namespace FunctionsMigrator.Core.Checks;

/// <summary>A result as it is posted.</summary>
/// <param name="Commit">The full SHA of the commit.</param>
/// <param name="Name">The check.</param>
/// <param name="State">What it says.</param>
/// <param name="At">When the check ended; null: now. It ages from then.</param>
public sealed record CheckPost(string Commit, string Name, CheckState State, DateTimeOffset? At = null);
