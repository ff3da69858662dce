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

        var written = 0;
        var left = new List<ItemRef>();
        await using var contents = new DesiredContents(work, desired, cancellation);
        var batches = await work.Journal.ReadBatchesAsync(cancellation);
        foreach (var batch in batches.Where(batch => batch >= first && batch <= last).Reverse())
        {
            if (await work.Journal.ReadReceiptsAsync(batch, Direction.Undo, cancellation) is { } done)
            {
                written += done.Count;
                left.AddRange(Left(done));
                continue;
            }

            if (await stop.Interrupted(cancellation))
            {
                return Outcome.Of(new WriteProgress(WriteEnd.Interrupted, batch, written, Some(left)));
            }

            if (written > 0 && stop.TimeIsUp())
            {
                return Outcome.Of(new WriteProgress(WriteEnd.Progress, batch, written, Some(left)));
            }

            var receipts = await UndoBatchAsync(work, claim, batch, contents, cancellation);
            if (!receipts.TryGet(out var stored))
            {
                return receipts.As<WriteProgress>();
            }

            written += stored.Count;
            left.AddRange(Left(stored));
        }

        return Outcome.Of(new WriteProgress(WriteEnd.Done, first, written, Some(left)));
    }

    private static IEnumerable<ItemRef> Left(IReadOnlyList<Receipt> receipts) =>
        receipts.Where(receipt => receipt.Status is WriteStatus.Moved).Select(receipt => receipt.Item);

    private static IReadOnlyList<ItemRef> Some(List<ItemRef> left) => [.. left.Take(Named)];

    private static async Task<Outcome<IReadOnlyList<Receipt>>> UndoBatchAsync(
        TargetWork work, Claim claim, int batch, DesiredContents contents, CancellationToken cancellation)
    {
        var ours = await OursAsync(work, batch, cancellation);
        var receipts = new List<Receipt>();
        if (ours.Count > 0)
        {
            var images = await work.Journal.ReadBeforeImagesAsync(batch, cancellation);
            if (images is null)
            {
                return RunCodes.NotRevertible.Fail<IReadOnlyList<Receipt>>(
                    $"The before-images of {ours[0].Item} are gone.", target: work.Target.Binding.Address.ToString());
            }

            var before = images.ToDictionary(image => image.Change, image => image.Content, StringComparer.Ordinal);
            var slice = work.Slice(ours[0].Resource);
            var results = ours[0].Kind is ResourceKind.SqlMigrations
                ? await RunAsync(work, claim, slice, batch, ours[0], before[ours[0].Change], contents, cancellation)
                : await work.Target.WriteAsync(claim, slice, [.. ours.Select(intent => Reverse(intent, before[intent.Change]))], cancellation);
            if (!results.TryGet(out var written))
            {
                return results.As<IReadOnlyList<Receipt>>();
            }

            receipts.AddRange(ours.Zip(written, Of));
        }

        await work.Journal.SaveReceiptsAsync(batch, Direction.Undo, receipts, cancellation);
        return Outcome.Of<IReadOnlyList<Receipt>>(receipts);
    }

    // Without receipts the batch may or may not have been written: every change with an intent is looked at, and the condition of its write decides.
    private static async Task<IReadOnlyList<Intent>> OursAsync(TargetWork work, int batch, CancellationToken cancellation)
    {
        var intents = await work.Journal.ReadIntentsAsync(batch, cancellation);
        var receipts = await work.Journal.ReadReceiptsAsync(batch, Direction.Apply, cancellation);
        var foreign = receipts?.Where(receipt => !receipt.Ours).Select(receipt => receipt.Change).ToHashSet(StringComparer.Ordinal) ?? [];
        return [.. intents.Where(intent => !foreign.Contains(intent.Change)).Reverse()];
    }

    private static ItemWrite Reverse(Intent intent, ItemContent? before) =>
        new($"undo-{intent.Change}", intent.Item.Key, intent.Post, intent.Pre, before, Intended: true);

    private static Receipt Of(Intent intent, WriteResult result) =>
        new(intent.Change, intent.Item, result.Status, intent.Post, intent.Pre, result.Fence, result.At);

    private static async Task<Outcome<IReadOnlyList<WriteResult>>> RunAsync(
        TargetWork work, Claim claim, ResourceSlice slice, int batch, Intent intent, ItemContent? before, DesiredContents contents, CancellationToken cancellation)
    {
        var script = await contents.FindScriptAsync(slice, intent.Item.Key);
        var undo = script.Undo;
        var formers = undo.Steps.Count == 0 ? null : await work.Journal.ReadFormersAsync(batch, cancellation) ?? [];
        var sql = intent.Reversal.Kind is ReversalKind.Irreversible ? null
            : intent.Reversal.Kind is ReversalKind.PreviousText && before is not null ? Encoding.UTF8.GetString((await before.ReadAsync(cancellation)).Span)
            : formers is not null ? UndoStep.TextOf(undo.Steps, formers)
            : undo.Sql;
        if (sql is null && await StandsAsync(work, intent, cancellation))
        {
            return RunCodes.NotRevertible.Fail<IReadOnlyList<WriteResult>>(
                $"{intent.Item} has no undo script, and none can be derived.", intent.Place, work.Target.Binding.Address.ToString());
        }

        // Without a text nothing of the script stands, and the target says so; what may stand of a script that ran statement by statement is its to find.
        var write = new ScriptWrite(
            $"undo-{intent.Change}", script.Key, script.Kind, sql ?? "", intent.Post, intent.Pre, script.Place, Intended: true, undo.Directives, undo.BeforeEach, undo.AfterEach)
        {
            Stood = undo.Steps.Where(step => step.Former is not null).Zip(formers ?? [], (step, text) => (step.Text, text)).DistinctBy(pair => pair.Text).ToDictionary(pair => pair.Text, pair => pair.text, StringComparer.Ordinal),
        };
        var result = await work.Target.RunScriptAsync(claim, slice, write, cancellation);
        return result.TryGet(out var done) ? Outcome.Of<IReadOnlyList<WriteResult>>([done]) : result.As<IReadOnlyList<WriteResult>>();
    }

    /// <summary>Whether the history says that the script stands: one that failed was rolled back and left nothing to undo.</summary>
    private static async Task<bool> StandsAsync(TargetWork work, Intent intent, CancellationToken cancellation) =>
        (await work.Target.ReadHistoryAsync(intent.Resource, cancellation)).FirstOrDefault(script => script.Key == intent.Item.Key)?.Checksum != intent.Pre;
}
