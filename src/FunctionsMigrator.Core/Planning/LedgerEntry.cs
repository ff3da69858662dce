using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning.Structures;

namespace FunctionsMigrator.Core.Planning;

/// <summary>One managed item of a target's ledger: the base of a three-way compare. Ledger lines stand in the order of <see cref="ItemRef"/>.</summary>
/// <param name="Item">The item.</param>
/// <param name="Resource">The resource that manages it.</param>
/// <param name="Kind">Kind of the resource.</param>
/// <param name="Checksum">What was applied last, and verified.</param>
/// <param name="Override">A decision to keep another live value.</param>
/// <param name="Columns">Only in the first line of a table's rows, whose key is empty: the columns that the checksums of the lines behind it cover.</param>
[JsonConverter(typeof(LedgerEntryConverter))]
public sealed record LedgerEntry(
    ItemRef Item, string Resource, ResourceKind Kind, Digest Checksum, LedgerOverride? Override = null, IReadOnlyList<string>? Columns = null)
{
    /// <summary>The line that begins a table's rows.</summary>
    public static LedgerEntry OfColumns(string collection, string resource, IReadOnlyList<string> columns) =>
        new(new ItemRef(collection, ""), resource, ResourceKind.ReferenceData, Digest.Of(string.Join('\n', columns)), Columns: columns);
}

/// <summary>
/// A live value that stays although git wants another. It holds while both checksums stand still, and is a conflict again when either moves.
/// </summary>
/// <param name="Live">The live checksum; null: the item is absent.</param>
/// <param name="Desired">What git wanted; null: to delete it.</param>
/// <param name="By">Who decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
/// <param name="Until">When it ends, and the item is drift again; null: when either side moves.</param>
public sealed record LedgerOverride(Digest? Live, Digest? Desired, string By, string? Reason, DateTimeOffset At, DateTimeOffset? Until = null);

/// <summary>Which blob is a target's ledger now (partition <c>ledgers</c>, key the address).</summary>
/// <param name="Blob">Name of the blob (area Plans).</param>
/// <param name="Run">The run that moved it here, or <c>import</c>.</param>
/// <param name="Bundle">Bundle that is applied.</param>
/// <param name="Commit">Commit of that bundle.</param>
/// <param name="At">When.</param>
public sealed record LedgerPointer(string Blob, string Run, Digest? Bundle, string? Commit, DateTimeOffset At)
{
    /// <summary>Of a target with scripts: what its structure should be; null: nobody knows.</summary>
    public StructurePointer? Structure { get; init; }
}
