using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>One batch in one turn: everything is looked at first, so that what cannot be written is found before anything is; then each blob is written under the ETag it was read with.</summary>
internal sealed class BlobWrite(
    BlobContainerClient container, TargetBinding binding, ResourceSlice slice, Claim claim, BlobReceipts receipts, BlobTurn turn, AzureTargetOptions options)
{
    private const int AtOnce = 8;
    private const int Tries = 10;
    private const string Binary = "application/octet-stream";

    private readonly BlobDocuments _documents = new(container, binding, options.Time);
    private readonly BlobReplaced _replaced = new(container);
    private readonly BlobUpload _upload = new(container, turn);
    private readonly ConcurrentQueue<ReceiptLine> _new = [];

    public async Task<IReadOnlyList<WriteResult>> RunAsync(IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        var results = new WriteResult?[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            results[i] = await receipts.FindAsync(batch[i], cancellation);
        }

        try
        {
            await (BlobLayout.BlobOf(slice.Kind) is { } name
                ? WriteJsonAsync(name, batch, results, cancellation)
                : WriteDocumentsAsync(batch, results, cancellation));
        }
        catch (Exception exception) when (exception is TargetException or RequestFailedException or OperationCanceledException or IOException)
        {
            // A later document failed: those before it are written and have their receipts.
            await AppendAsync(CancellationToken.None);
            throw;
        }

        await AppendAsync(cancellation);
        return results!;
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        if (!_new.IsEmpty)
        {
            var what = $"target receipts {binding.Address}";
            await options.Observer.BeforeAsync(what, cancellation);
            await receipts.AppendAsync(claim, [.. _new], cancellation);
            await options.Observer.AfterAsync(what, cancellation);
        }
    }

    /// <summary>Settings and flags: one blob, replaced once.</summary>
    private async Task WriteJsonAsync(string name, IReadOnlyList<ItemWrite> batch, WriteResult?[] results, CancellationToken cancellation)
    {
        var open = Enumerable.Range(0, batch.Count).Where(i => results[i] is null).ToList();
        var what = $"target write {binding.Address} {slice.Collection}";
        for (var tries = 0; ; tries++)
        {
            var (items, etag) = await JsonBlob.ReadAsync(container, name, binding.Address, cancellation);
            foreach (var i in open)
            {
                results[i] = Decide(batch[i], items.Find(batch[i].Key)?.Checksum);
                if (results[i]!.Status == WriteStatus.Applied)
                {
                    await items.ApplyAsync(batch[i], cancellation);
                }
            }

            if (open.TrueForAll(i => results[i]!.Status != WriteStatus.Applied))
            {
                break;
            }

            await options.Observer.BeforeAsync(what, cancellation);
            if (await JsonBlob.TryWriteAsync(container, name, items, etag, turn, binding.Address, cancellation))
            {
                Prove(open);
                await options.Observer.AfterAsync(what, cancellation);
                return;
            }

            RequireTries(tries, name);
        }

        Prove(open);

        void Prove(List<int> written)
        {
            foreach (var i in written.Where(i => results[i]!.Status != WriteStatus.Moved))
            {
                _new.Enqueue(ReceiptLine.Of(batch[i], results[i]!));
            }
        }
    }

    private async Task WriteDocumentsAsync(IReadOnlyList<ItemWrite> batch, WriteResult?[] results, CancellationToken cancellation)
    {
        var open = Enumerable.Range(0, batch.Count).Where(i => results[i] is null).ToList();
        var found = new BlobItem?[batch.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(open, parallel, async (i, token) => (results[i], found[i]) = await LookAsync(batch[i], token));
        foreach (var i in open.Where(i => results[i]!.Status is WriteStatus.Recovered or WriteStatus.AlreadyPresent))
        {
            _new.Enqueue(ReceiptLine.Of(batch[i], results[i]!));
        }

        var writes = open.Where(i => results[i]!.Status == WriteStatus.Applied).ToList();
        foreach (var i in writes)
        {
            await options.Observer.BeforeAsync(What(i), cancellation);
        }

        var written = new ConcurrentDictionary<int, bool>();
        await Parallel.ForEachAsync(writes, parallel, async (i, token) =>
        {
            results[i] = await WriteAsync(batch[i], results[i]!, found[i], token);
            if (results[i]!.Status != WriteStatus.Moved)
            {
                written[i] = true;
                _new.Enqueue(ReceiptLine.Of(batch[i], results[i]!));
            }
        });
        foreach (var i in writes.Where(written.ContainsKey))
        {
            await options.Observer.AfterAsync(What(i), cancellation);
        }

        string What(int i) => $"target write {binding.Address} {slice.Collection} {batch[i].Key}";
    }

    private async Task<(WriteResult Result, BlobItem? Found)> LookAsync(ItemWrite write, CancellationToken cancellation)
    {
        var found = await _documents.FindAsync(write.Key, cancellation);
        var result = Decide(write, found is null ? null : await _documents.ChecksumAsync(found, cancellation));
        return result.Status == WriteStatus.Applied && found?.Held is { } held
            ? throw new TargetException(TargetCodes.Held.Finding($"The document '{write.Key}' in container {container.Name}: {held}.", target: binding.Address.ToString()))
            : (result, found);
    }

    private async Task<WriteResult> WriteAsync(ItemWrite write, WriteResult result, BlobItem? found, CancellationToken cancellation)
    {
        var writer = Guid.NewGuid().ToString("N");
        for (var tries = 0; result.Status == WriteStatus.Applied; tries++)
        {
            try
            {
                await PutAsync(write, found, writer, cancellation);
                return result;
            }
            catch (RequestFailedException exception) when (exception.ErrorCode is "ConditionNotMet" or "BlobAlreadyExists" or "BlobNotFound" or "TargetConditionNotMet")
            {
                // Somebody changed the document, or the answer to a try of ours was lost and it was sent twice.
                var (again, now) = await LookAsync(write, cancellation);
                if (now is null ? write.Post is null : now.Writer == writer)
                {
                    return result;
                }

                (result, found) = (again, now);
                RequireTries(tries, write.Key);
            }
            catch (RequestFailedException exception) when (AzureProblem.Of(exception) is { Kind: AzureProblemKind.Held } held)
            {
                throw new TargetException(
                    TargetCodes.Held.Finding($"The document '{write.Key}' in container {container.Name}: {held.Text}.", target: binding.Address.ToString(), remedy: held.Remedy), exception);
            }
        }

        return result;
    }

    private async Task PutAsync(ItemWrite write, BlobItem? found, string writer, CancellationToken cancellation)
    {
        if (write.Post is null)
        {
            await _replaced.KeepAsync(found!, write.Pre!.Value, BlobHeaders.Of(slice.ContentType ?? Binary), cancellation);
            await turn.WriteAsync(
                token => container.GetBlobClient(write.Key).DeleteAsync(conditions: new BlobRequestConditions { IfMatch = found!.ETag }, cancellationToken: token), cancellation);
            return;
        }

        var headers = await _replaced.FindAsync(write.Key, write.Post.Value, cancellation) ?? found?.Headers ?? BlobHeaders.Of(Binary);
        headers = slice.ContentType is null ? headers : headers with { ContentType = slice.ContentType };
        if (found is not null)
        {
            await _replaced.KeepAsync(found, write.Pre!.Value, headers, cancellation);
        }

        await _upload.PutAsync(write, headers, found?.ETag, writer, cancellation);
    }

    private void RequireTries(int tries, string what)
    {
        if (tries == Tries)
        {
            throw new TargetException(TargetCodes.Busy.Finding($"Somebody else changes '{what}' in container {container.Name} again and again.", target: binding.Address.ToString()));
        }
    }

    private WriteResult Decide(ItemWrite write, Digest? live) => new(
        write.ChangeId, ConditionalWrite.Decide(live, write.Pre, write.Post, write.Intended), live, claim.Number, options.Time.GetUtcNow());
}
