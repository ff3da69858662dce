using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What a person decides on a page.</summary>
/// <param name="Kind">Approve, reject or withdraw.</param>
/// <param name="Plan">The whole digest of the plan that the page showed.</param>
/// <param name="Reason">Why; needed to reject.</param>
/// <param name="Token">Of the link by which the page was opened; null: by its address.</param>
public sealed record ReviewDecision(CommandKind Kind, string Plan, string? Reason = null, string? Token = null);
