namespace FunctionsMigrator.Core.Applying.Journal;

/// <summary>
/// What the journal holds of one batch. The receipts of a batch of items stand under its own name; those of scripts, between which writing may stop, may stand in several pieces:
/// the first under the batch's name too, each further one under the higher of the two lines between which writing stopped. So no two pieces of a direction have one name.
/// </summary>
/// <param name="Batch">Number of its first line.</param>
/// <param name="Intents">What was about to be written, in the order of the plan.</param>
/// <param name="Applied">Receipts of what was written, as far as they were stored.</param>
/// <param name="Undone">Receipts of what was taken back.</param>
public sealed record BatchRecord(int Batch, IReadOnlyList<Intent> Intents, IReadOnlyList<Receipt> Applied, IReadOnlyList<Receipt> Undone)
{
    /// <summary>What the run wrote, or may have written where no receipt tells; last first.</summary>
    public IReadOnlyList<Intent> Ours { get; } = OursOf(Intents, Applied);

    /// <summary>What of it was not taken back yet; last first.</summary>
    public IReadOnlyList<Intent> Left => [.. Ours.Skip(Undone.Count)];

    /// <summary>Reads what stands.</summary>
    public static async Task<BatchRecord> ReadAsync(IWriteJournal journal, int batch, CancellationToken cancellation)
    {
        var intents = await journal.ReadIntentsAsync(batch, cancellation);
        var applied = await ReceiptsAsync(journal, Direction.Apply, batch, [.. intents.Select(intent => intent.Line)], cancellation);
        var undone = await ReceiptsAsync(journal, Direction.Undo, batch, [.. OursOf(intents, applied).Select(intent => intent.Line)], cancellation);
        return new BatchRecord(batch, intents, applied, undone);
    }

    /// <summary>The receipts of a batch, all pieces of them.</summary>
    /// <param name="journal">Where.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="batch">Number of the batch's first line.</param>
    /// <param name="lines">Its lines, in the order in which they are written.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<Receipt>> ReceiptsAsync(IWriteJournal journal, Direction direction, int batch, IReadOnlyList<int> lines, CancellationToken cancellation)
    {
        var found = new List<Receipt>();
        while (found.Count < lines.Count && await journal.ReadReceiptsAsync(Piece(batch, lines, found.Count), direction, cancellation) is { Count: > 0 } piece)
        {
            found.AddRange(piece);
        }

        return found;
    }

    /// <summary>Name of the piece that follows <paramref name="done"/> receipts.</summary>
    public static int Piece(int batch, IReadOnlyList<int> lines, int done) => done == 0 ? batch : Math.Max(lines[done - 1], lines[done]);

    // Without receipts the batch may or may not have been written: every change with an intent is looked at, and the condition of its write decides.
    private static IReadOnlyList<Intent> OursOf(IReadOnlyList<Intent> intents, IReadOnlyList<Receipt> applied)
    {
        var foreign = applied.Where(receipt => !receipt.Ours).Select(receipt => receipt.Change).ToHashSet(StringComparer.Ordinal);
        return [.. intents.Where(intent => !foreign.Contains(intent.Change)).Reverse()];
    }
}
