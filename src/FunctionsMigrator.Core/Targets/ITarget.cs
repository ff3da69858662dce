using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Targets;

/// <summary>
/// One open target. Methods are called one at a time, but for <see cref="WriteAsync"/> where <see cref="WritesAtOnce"/> says so. Expected failures are findings (<c>TGT...</c>) that carry the address; reads that stream throw
/// <see cref="TargetException"/> with such a finding.
/// </summary>
public interface ITarget : IAsyncDisposable
{
    /// <summary>Where it is and what defines it.</summary>
    TargetBinding Binding { get; }

    /// <summary>Where the linter's questions about tables and rows are answered; null for a type that answers none.</summary>
    IReplica? Replica => null;

    /// <summary>How many batches of one collection may be written at once.</summary>
    int WritesAtOnce => 1;

    /// <summary>How many changes of a plan make a batch, at most <see cref="ConditionalWrite.BatchSize"/>; null: the usual number. Always the same for one type.</summary>
    int? BatchSize => null;

    /// <summary>Who owns the target, or null when nobody has written yet.</summary>
    Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation);

    /// <summary>
    /// Raises the claim by one and makes the caller its holder; two executions of one step get different numbers. The first claim makes the marker.
    /// A marker of another store is refused with <c>TGT020</c>.
    /// </summary>
    Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation);

    /// <summary>All items of the slice's collection, also those nobody manages, in <see cref="Utf8Order"/> of their keys. Empty where the collection does not exist.</summary>
    IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="ReadAsync"/> for the rows of a table, many at once; null for types that answer items one by one. What is asked may be on its way while the caller does something else,
    /// but nothing else is asked of the target.
    /// </summary>
    IAsyncEnumerable<RowPage>? ReadRows(ResourceSlice slice, CancellationToken cancellation) => null;

    /// <summary>The named items; an answer per key in the order asked, null where there is none. At most 500 keys.</summary>
    Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="ReadManyAsync"/>, for whoever asks for batch after batch of one slice in the order of keys: a target may read ahead, so an answer may be as old as the reader.
    /// </summary>
    Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<LiveItem?>>> ReadAhead(ResourceSlice slice) => (keys, cancellation) => ReadManyAsync(slice, keys, cancellation);

    /// <summary>
    /// Whether the target can hold an item as its resource wants it: sizes, types and characters that it does not take. Asked for every item that a plan creates or
    /// updates, without connecting; the answer stands in the plan. Null: it can, as far as is known without writing.
    /// </summary>
    Finding? Check(ResourceSlice slice, DesiredItem item) => null;

    /// <summary>
    /// Writes a batch of at most 500 items under the claim. Each is written only where its live checksum equals <see cref="ItemWrite.Pre"/>; the answers stand in the
    /// order of the batch. A claim that is no longer the highest writes nothing and answers <c>TGT021</c>.
    /// Called again with the same change ids it changes nothing and answers the same receipts.
    /// </summary>
    Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(
        Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation);

    /// <summary>The scripts of a resource that stand applied, in the order in which they were; empty for types without SQL.</summary>
    Task<IReadOnlyList<AppliedScript>> ReadHistoryAsync(string resource, CancellationToken cancellation);

    /// <summary>All rows of a resource's script history, oldest first; empty for types without SQL.</summary>
    Task<Outcome<IReadOnlyList<HistoryRow>>> ReadHistoryRowsAsync(string resource, CancellationToken cancellation) => Task.FromResult(Outcome.Of<IReadOnlyList<HistoryRow>>([]));

    /// <summary>
    /// Adds rows to a resource's script history under the claim, all or none of them; runs nothing. <c>TGT021</c> for a claim that is no longer the highest, <c>TGT030</c> for
    /// types without SQL.
    /// </summary>
    Task<Outcome<int>> RecordAsync(Claim claim, string resource, IReadOnlyList<HistoryEntry> entries, CancellationToken cancellation) =>
        Task.FromResult(TargetCodes.NoSql.Fail<int>($"Type {Binding.Type} has no scripts.", target: Binding.Address.ToString()));

    /// <summary>
    /// The rows of a read-only query, every value as text, null as null; <c>TGT033</c> when the database refuses it or it answers more than <paramref name="limit"/> rows,
    /// <c>TGT034</c> when it is not one SELECT, <c>TGT030</c> for types without SQL.
    /// </summary>
    Task<Outcome<IReadOnlyList<IReadOnlyList<string?>>>> RowsAsync(string query, int limit, CancellationToken cancellation) =>
        Task.FromResult(TargetCodes.NoSql.Fail<IReadOnlyList<IReadOnlyList<string?>>>($"Type {Binding.Type} has no SQL.", target: Binding.Address.ToString()));

    /// <summary>Whether the target holds anything that scripts could have made, its own bookkeeping left out; false for types without SQL.</summary>
    Task<Outcome<bool>> HoldsObjectsAsync(CancellationToken cancellation) => Task.FromResult(Outcome.Of(false));

    /// <summary>
    /// What stands now of things that a script will make unless they are there, replace, alter or drop; an answer per thing in the order asked: statements, each ended by a semicolon
    /// and a line break, that make it again what it is once the script ran; the empty text where it is there and the script leaves it; null where nothing of the kind is there.
    /// Reads only. <c>TGT030</c> for types that answer it not.
    /// </summary>
    Task<Outcome<IReadOnlyList<string?>>> ReadFormersAsync(IReadOnlyList<Former> formers, CancellationToken cancellation) =>
        Task.FromResult(TargetCodes.NoSql.Fail<IReadOnlyList<string?>>($"Type {Binding.Type} does not tell what stood before a script.", target: Binding.Address.ToString()));

    /// <summary>
    /// Runs a script, or its undo, under the claim, in one transaction with its history row and receipt. Runs only where the history holds
    /// <see cref="ScriptWrite.Pre"/>; answers as <see cref="WriteAsync"/>. An error of the database names file, line, statement and the server's words, and leaves nothing behind.
    /// A script that can run in no transaction, or asks for none, runs statement by statement; the error says how many stand, and a second call with the same change goes on behind them.
    /// </summary>
    Task<Outcome<WriteResult>> RunScriptAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation);

    /// <summary>
    /// Runs scripts that are not applied yet, in their order and in one transaction with their history rows and receipts: all of them or none. They ask for nothing and bring no callbacks.
    /// Null, and nothing was written, where one of them failed or was begun before, or the type runs none together: each is then run by itself.
    /// </summary>
    Task<Outcome<IReadOnlyList<WriteResult>?>> RunTogetherAsync(Claim claim, ResourceSlice slice, IReadOnlyList<ScriptWrite> scripts, CancellationToken cancellation) =>
        Task.FromResult(Outcome.Of<IReadOnlyList<WriteResult>?>(null));

    /// <summary>
    /// The shape of a table as it will be after the pending scripts ran; null when there will be no such table. Nothing of it lasts.
    /// </summary>
    Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation);

    /// <summary>
    /// The second checksum of exact restoration: structure of the whole target (its own bookkeeping left out) and the content of the named tables,
    /// each up to <see cref="FingerprintScope.VerifyRows"/> rows, beyond that the number of rows.
    /// </summary>
    Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation);

    /// <summary>The answer of a read-only query of one row and one column, as a number; null for NULL or no row. <c>TGT030</c> for types without SQL.</summary>
    Task<Outcome<double?>> ScalarAsync(string query, CancellationToken cancellation);

    /// <summary>When the target was last backed up, as far as the target itself can tell; null where it cannot.</summary>
    Task<Outcome<DateTimeOffset?>> LastBackupAsync(CancellationToken cancellation) => Task.FromResult(Outcome.Of<DateTimeOffset?>(null));

    /// <summary>
    /// The structure of the whole target thing by thing, in <see cref="Utf8Order"/> of their names, the target's own bookkeeping left out. What the order of making things and white space
    /// leave in it does not count. <c>TGT030</c> for types without SQL.
    /// </summary>
    Task<Outcome<IReadOnlyList<StructureObject>>> ReadStructureAsync(CancellationToken cancellation) => Task.FromResult(
        TargetCodes.NoSql.Fail<IReadOnlyList<StructureObject>>($"A target of type {Binding.Type} has no structure that could be read.", target: Binding.Address.ToString()));

    /// <summary>
    /// The structure of the whole target as one script of its dialect that makes it on an empty target: LF, every statement behind all that it needs, the target's own
    /// bookkeeping left out. Described again where the script ran, the text is the same byte for byte. What the dialect's text cannot hold comes as warnings
    /// (<c>TGT055</c>); <c>TGT030</c> for types without SQL.
    /// </summary>
    Task<Outcome<string>> DescribeSchemaAsync(CancellationToken cancellation) => Task.FromResult(
        TargetCodes.NoSql.Fail<string>($"A target of type {Binding.Type} has no structure that could be described.", target: Binding.Address.ToString()));
}
