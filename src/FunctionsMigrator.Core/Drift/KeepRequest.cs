namespace FunctionsMigrator.Core.Drift;

/// <summary>What to leave as it is live.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Items">The items, as <see cref="HealRequest.Items"/> names them.</param>
/// <param name="Reason">Why; stands in ledger and audit. Required.</param>
/// <param name="Until">When the drift is open again; null: when git or the target moves.</param>
/// <param name="Target">Only on this target, by its address; null: wherever they drifted.</param>
public sealed record KeepRequest(string Environment, IReadOnlyList<string> Items, string Reason, DateTimeOffset? Until = null, string? Target = null);
