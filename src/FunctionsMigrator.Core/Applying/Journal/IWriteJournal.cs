using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Applying.Journal;

/// <summary>
/// What is known of the writes to one target under one plan. Everything is created once and found again by a later execution of the same step; a batch is named by the
/// number of its first plan line. Batches may be written at once. A crash between two calls loses no more than the answer of the last one.
/// </summary>
public interface IWriteJournal
{
    /// <summary>Stores the before-images of a batch; what already stands stays. Contents are streamed: none but small ones are in memory, one after the other.</summary>
    Task SaveBeforeImagesAsync(int batch, IAsyncEnumerable<BeforeImage> images, CancellationToken cancellation);

    /// <summary>The before-images of a batch; null when they were never taken (or are past their retention). Large contents are opened when they are needed.</summary>
    Task<IReadOnlyList<BeforeImage>?> ReadBeforeImagesAsync(int batch, CancellationToken cancellation);

    /// <summary>Stores what stood before the first write; what already stands stays.</summary>
    Task SaveCaptureAsync(CaptureResult capture, CancellationToken cancellation);

    /// <summary>What stood before the first write; null when it was never looked at.</summary>
    Task<CaptureResult?> ReadCaptureAsync(CancellationToken cancellation);

    /// <summary>Stores what a rehearsal found, before it takes back its first write: from then on nothing is applied any more. What already stands stays.</summary>
    Task SaveVerdictAsync(IReadOnlyList<Finding> verdict, CancellationToken cancellation);

    /// <summary>What a rehearsal found; null while it has not come so far.</summary>
    Task<IReadOnlyList<Finding>?> ReadVerdictAsync(CancellationToken cancellation);

    /// <summary>Stores the intents of a batch. Answers false when they stood already: an earlier execution may have written the batch.</summary>
    Task<bool> TryIntendAsync(int batch, IReadOnlyList<Intent> intents, CancellationToken cancellation);

    /// <summary>The batches that have intents, ascending.</summary>
    Task<IReadOnlyList<int>> ReadBatchesAsync(CancellationToken cancellation);

    /// <summary>The intents of a batch.</summary>
    Task<IReadOnlyList<Intent>> ReadIntentsAsync(int batch, CancellationToken cancellation);

    /// <summary>Stores what stood where the script of a line will change things, in the order of its undo's steps; what already stands stays.</summary>
    Task SaveFormersAsync(int line, IReadOnlyList<string?> formers, CancellationToken cancellation);

    /// <summary>What stood where the script of a line changed things; null when that was never asked.</summary>
    Task<IReadOnlyList<string?>?> ReadFormersAsync(int line, CancellationToken cancellation);

    /// <summary>Stores the receipts of a batch; what already stands stays.</summary>
    Task SaveReceiptsAsync(int batch, Direction direction, IReadOnlyList<Receipt> receipts, CancellationToken cancellation);

    /// <summary>The receipts of a batch; null when it has none yet.</summary>
    Task<IReadOnlyList<Receipt>?> ReadReceiptsAsync(int batch, Direction direction, CancellationToken cancellation);

    /// <summary>How many batches have receipts.</summary>
    Task<int> CountReceiptsAsync(Direction direction, CancellationToken cancellation);
}

/// <summary>Which way changes go.</summary>
public enum Direction
{
    /// <summary>As planned.</summary>
    Apply,

    /// <summary>Back.</summary>
    Undo,
}
