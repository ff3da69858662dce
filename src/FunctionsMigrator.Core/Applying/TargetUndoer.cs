using System.Text;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>
/// Takes back what the journal says this run wrote to a target, in reverse order, from the before-images and the undo scripts. An item that holds neither what was
/// written nor what was there before is left alone and named.
/// </summary>
public sealed class TargetUndoer(IDesiredState desired)
{
    private const int Named = 20;

    /// <summary>Takes back the lines from <paramref name="last"/> down to <paramref name="first"/>.</summary>
    public async Task<Outcome<WriteProgress>> UndoAsync(TargetWork work, int first, int last, StopSignals stop, CancellationToken cancellation)
    {
        var claimed = await work.Target.ClaimAsync(work.Owner, cancellation);
        if (!claimed.TryGet(out var claim))
        {
            return claimed.As<WriteProgress>();
        }

        var (written, wrote) = (0, false);
        var left = new List<ItemRef>();
        await using var contents = new DesiredContents(work, desired, cancellation);
        var batches = await work.Journal.ReadBatchesAsync(cancellation);
        foreach (var batch in batches.Where(batch => batch >= first && batch <= last).Reverse())
        {
            var record = await BatchRecord.ReadAsync(work.Journal, batch, cancellation);
            written += record.Ours.Take(record.Undone.Count).Count(intent => intent.Line <= last);
            left.AddRange(NotRestored(record.Undone));
            while (record.Left is { Count: > 0 } rest)
            {
                var cursor = rest[0].Kind is ResourceKind.SqlMigrations ? rest[0].Line : batch;
                if (await stop.Interrupted(cancellation))
                {
                    return Outcome.Of(new WriteProgress(WriteEnd.Interrupted, cursor, written, Some(left)));
                }

                if (wrote && stop.TimeIsUp())
                {
                    return Outcome.Of(new WriteProgress(WriteEnd.Progress, cursor, written, Some(left)));
                }

                wrote = true;
                var receipts = await UndoBatchAsync(work, claim, record, contents, stop, cancellation);
                if (!receipts.TryGet(out var stored))
                {
                    return receipts.As<WriteProgress>();
                }

                written += stored.Count;
                left.AddRange(NotRestored(stored));
                record = record with { Undone = [.. record.Undone, .. stored] };
            }
        }

        return Outcome.Of(new WriteProgress(WriteEnd.Done, first, written, Some(left)));
    }

    private static IEnumerable<ItemRef> NotRestored(IReadOnlyList<Receipt> receipts) =>
        receipts.Where(receipt => receipt.Status is WriteStatus.Moved).Select(receipt => receipt.Item);

    private static IReadOnlyList<ItemRef> Some(List<ItemRef> left) => [.. left.Take(Named)];

    // Takes back what the batch has left, at least one change of it.
    private static async Task<Outcome<IReadOnlyList<Receipt>>> UndoBatchAsync(
        TargetWork work, Claim claim, BatchRecord record, DesiredContents contents, StopSignals stop, CancellationToken cancellation)
    {
        var rest = record.Left;
        var images = await work.Journal.ReadBeforeImagesAsync(record.Batch, cancellation);
        if (images is null)
        {
            return RunCodes.NotRevertible.Fail<IReadOnlyList<Receipt>>(
                $"The before-images of {rest[0].Item} are gone.", target: work.Target.Binding.Address.ToString());
        }

        var before = images.ToDictionary(image => image.Change, image => image.Content, StringComparer.Ordinal);
        var slice = work.Slice(rest[0].Resource);
        if (rest[0].Kind is not ResourceKind.SqlMigrations)
        {
            var put = await work.Target.WriteAsync(claim, slice, [.. rest.Select(intent => Reverse(intent, before[intent.Change]))], cancellation);
            return put.TryGet(out var results) ? await SaveAsync(work, record, results, cancellation) : put.As<IReadOnlyList<Receipt>>();
        }

        var history = new ScriptHistory(work.Target);
        var ran = new List<WriteResult>();
        foreach (var intent in rest)
        {
            if (ran.Count > 0 && (stop.TimeIsUp() || await stop.Interrupted(cancellation)))
            {
                break;
            }

            var result = await RunAsync(work, claim, slice, intent, before[intent.Change], contents, history, cancellation);
            if (!result.TryGet(out var script))
            {
                // What was taken back before it is, with its receipts.
                await SaveAsync(work, record, ran, cancellation);
                return result.As<IReadOnlyList<Receipt>>();
            }

            ran.Add(script);
        }

        return await SaveAsync(work, record, ran, cancellation);
    }

    private static async Task<Outcome<IReadOnlyList<Receipt>>> SaveAsync(TargetWork work, BatchRecord record, IReadOnlyList<WriteResult> results, CancellationToken cancellation)
    {
        var receipts = record.Left.Zip(results, Of).ToList();
        if (receipts.Count > 0)
        {
            var piece = BatchRecord.Piece(record.Batch, [.. record.Ours.Select(intent => intent.Line)], record.Undone.Count);
            await work.Journal.SaveReceiptsAsync(piece, Direction.Undo, receipts, cancellation);
        }

        return Outcome.Of<IReadOnlyList<Receipt>>(receipts);
    }

    private static ItemWrite Reverse(Intent intent, ItemContent? before) =>
        new($"undo-{intent.Change}", intent.Item.Key, intent.Post, intent.Pre, before, Intended: true);

    private static Receipt Of(Intent intent, WriteResult result) =>
        new(intent.Change, intent.Item, result.Status, intent.Post, intent.Pre, result.Fence, result.At);

    private static async Task<Outcome<WriteResult>> RunAsync(
        TargetWork work, Claim claim, ResourceSlice slice, Intent intent, ItemContent? before, DesiredContents contents, ScriptHistory history, CancellationToken cancellation)
    {
        var script = await contents.FindScriptAsync(slice, intent.Item.Key);
        var undo = script.Undo;
        var formers = undo.Steps.Count == 0 ? null : await work.Journal.ReadFormersAsync(intent.Line, cancellation) ?? [];
        var sql = intent.Reversal.Kind is ReversalKind.Irreversible ? null
            : intent.Reversal.Kind is ReversalKind.PreviousText && before is not null ? Encoding.UTF8.GetString((await before.ReadAsync(cancellation)).Span)
            : formers is not null ? UndoStep.TextOf(undo.Steps, formers)
            : undo.Sql;
        if (sql is null && await StandsAsync(intent, history, cancellation))
        {
            return RunCodes.NotRevertible.Fail<WriteResult>($"{intent.Item} has no undo script, and none can be derived.", intent.Place, work.Target.Binding.Address.ToString());
        }

        // Without a text nothing of the script stands, and the target says so; what may stand of a script that ran statement by statement is its to find.
        var write = new ScriptWrite(
            $"undo-{intent.Change}", script.Key, script.Kind, sql ?? "", intent.Post, intent.Pre, script.Place, Intended: true, undo.Directives, undo.BeforeEach, undo.AfterEach)
        {
            Stood = undo.Steps.Where(step => step.Former is not null).Zip(formers ?? [], (step, text) => (step.Text, text)).DistinctBy(pair => pair.Text).ToDictionary(pair => pair.Text, pair => pair.text, StringComparer.Ordinal),
        };
        return await work.Target.RunScriptAsync(claim, slice, write, cancellation);
    }

    // Whether the history says that the script stands: one that failed, or was not reached, left nothing to undo.
    private static async Task<bool> StandsAsync(Intent intent, ScriptHistory history, CancellationToken cancellation) =>
        (await history.ReadAsync(intent.Resource, cancellation)).GetValueOrDefault(intent.Item.Key)?.Checksum != intent.Pre;
}
