using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What is decided about an item of a ledger.</summary>
/// <param name="Item">The item.</param>
/// <param name="Line">Its line from now on; null: it has none.</param>
public sealed record LedgerDecision(ItemRef Item, LedgerEntry? Line);
