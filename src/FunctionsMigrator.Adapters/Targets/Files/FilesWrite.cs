using System.Security.Cryptography;
using FunctionsMigrator.Adapters.Targets.JsonFiles;
using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>One batch, under the lock and with the claim checked.</summary>
internal sealed class FilesWrite(FilesFolder folder, ResourceSlice slice, Claim claim, FilesReceipts receipts, LocalTargetOptions options)
{
    private readonly List<(ItemWrite Write, WriteResult Result)> _new = [];

    public async Task<IReadOnlyList<WriteResult>> RunAsync(IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        var results = new WriteResult?[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            results[i] = receipts.Find(batch[i]);
        }

        try
        {
            await (FilesLayout.FileOf(slice.Kind) is { } file
                ? WriteFileAsync(file, batch, results, cancellation)
                : WriteDocumentsAsync(batch, results, cancellation));
        }
        catch (Exception exception) when (exception is TargetException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // A later document failed: those before it are written and have their receipts.
            folder.ClearStaging();
            await AppendAsync(CancellationToken.None);
            throw;
        }

        folder.ClearStaging();
        await AppendAsync(cancellation);
        return results!;
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        if (_new.Count > 0)
        {
            var what = $"target receipts {folder.Address}";
            await options.Observer.BeforeAsync(what, cancellation);
            receipts.Append(_new);
            await options.Observer.AfterAsync(what, cancellation);
        }
    }

    /// <summary>Settings and flags: one file, replaced once.</summary>
    private async Task WriteFileAsync(string file, IReadOnlyList<ItemWrite> batch, WriteResult?[] results, CancellationToken cancellation)
    {
        var items = await folder.ReadItemsAsync(file, cancellation);
        var decided = new List<(ItemWrite Write, WriteResult Result)>();
        for (var i = 0; i < batch.Count; i++)
        {
            if (results[i] is not null)
            {
                continue;
            }

            var write = batch[i];
            var result = Decide(write, items.Find(write.Key));
            if (result.Status == WriteStatus.Applied)
            {
                await items.ApplyAsync(write, cancellation);
            }

            results[i] = result;
            decided.Add((write, result));
        }

        if (decided.Exists(item => item.Result.Status == WriteStatus.Applied))
        {
            var bytes = items.ToBytes();
            if (bytes.Length > JsonItems.LargestFile)
            {
                throw folder.Failed(TargetCodes.Refused.Finding($"{folder.PathOf(file)} would have {bytes.Length} bytes; at most {JsonItems.LargestFile} are written."));
            }

            var staged = await folder.StageAsync(stream => stream.WriteAsync(bytes, cancellation).AsTask(), cancellation);
            var what = $"target write {folder.Address} {slice.Collection}";
            await options.Observer.BeforeAsync(what, cancellation);
            LocalFolders.Sync(folder.Publish(staged, folder.PathOf(file)));
            await options.Observer.AfterAsync(what, cancellation);
        }

        _new.AddRange(decided.Where(item => item.Result.Status != WriteStatus.Moved));
    }

    /// <summary>Documents: everything is staged first, so that a full disk is met before the first one is replaced; then each is compared and renamed.</summary>
    private async Task WriteDocumentsAsync(IReadOnlyList<ItemWrite> batch, WriteResult?[] results, CancellationToken cancellation)
    {
        var documents = new DocumentFolder(folder);
        var staged = new string?[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            _ = FilesLayout.PathOf(folder.Root, batch[i].Key, folder.Address);
            staged[i] = results[i] is null && batch[i].Content is { } content ? await StageAsync(batch[i], content, cancellation) : null;
        }

        var changed = new HashSet<string>(StringComparer.Ordinal);
        var written = new List<string>();
        for (var i = 0; i < batch.Count; i++)
        {
            if (results[i] is not null)
            {
                continue;
            }

            var write = batch[i];
            var result = Decide(write, await documents.FindAsync(write.Key, cancellation));
            if (result.Status == WriteStatus.Applied)
            {
                var what = $"target write {folder.Address} {slice.Collection} {write.Key}";
                await options.Observer.BeforeAsync(what, cancellation);
                var path = FilesLayout.PathOf(folder.Root, write.Key, folder.Address);
                changed.Add(staged[i] is { } file ? folder.Publish(file, path) : folder.Remove(path));
                written.Add(what);
            }

            results[i] = result;
            if (result.Status != WriteStatus.Moved)
            {
                _new.Add((write, result));
            }
        }

        foreach (var path in changed)
        {
            LocalFolders.Sync(path);
        }

        foreach (var what in written)
        {
            await options.Observer.AfterAsync(what, cancellation);
        }
    }

    private Task<string> StageAsync(ItemWrite write, ItemContent content, CancellationToken cancellation) => folder.StageAsync(
        async output =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var input = await content.OpenAsync(cancellation);
            var buffer = new byte[1 << 16];
            for (int count; (count = await input.ReadAsync(buffer, cancellation)) > 0;)
            {
                hash.AppendData(buffer, 0, count);
                await output.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }

            if (Digest.From(hash) != write.Post)
            {
                throw new InvalidOperationException($"The content of change {write.ChangeId} does not have its post-checksum.");
            }
        },
        cancellation);

    private WriteResult Decide(ItemWrite write, LiveItem? live) => new(
        write.ChangeId, ConditionalWrite.Decide(live?.Checksum, write.Pre, write.Post, write.Intended), live?.Checksum, claim.Number, options.Time.GetUtcNow());
}
