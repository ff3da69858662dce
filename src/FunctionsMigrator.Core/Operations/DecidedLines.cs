namespace FunctionsMigrator.Core.Operations;

/// <summary>A ledger with decisions in it.</summary>
/// <param name="Blob">Name of the blob.</param>
/// <param name="Count">How many items were decided.</param>
/// <param name="First">The first of them in the order of items, at most <see cref="DecidedLedger.Named"/>.</param>
public sealed record DecidedLines(string Blob, int Count, IReadOnlyList<ItemRef> First);
