using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>
/// One batch under a lease: all key-values are read, compared, and written on the condition of the version that was read, some at once. A batch that names a locked key writes
/// nothing.
/// </summary>
internal sealed class KeyValueWrite(
    KeyValueService service, AppConfigurationPlace place, KeyValueItems items, ResourceSlice slice, KeyValueBookkeeping bookkeeping, KeptForms kept, Claim claim, AppConfigurationOptions options)
    : IDisposable
{
    private const int Tries = 3;
    private const int Wave = 40;
    private const int WritesAtOnce = 4;
    private const int LockedShown = 5;

    private readonly TimedLease _lease = new(bookkeeping, claim, options.Timed);
    private readonly SemaphoreSlim _renewing = new(1);
    private readonly List<(ItemWrite Write, WriteResult Result)> _new = [];
    private volatile bool _uncertain;

    public async Task<IReadOnlyList<WriteResult>> RunAsync(IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        var forms = await FormsAsync(batch, cancellation);
        await _lease.CheckAsync(cancellation);
        var results = batch.Select(write => _lease.Book.Find(claim.Run, write)).ToArray();
        if (results.All(result => result is not null))
        {
            return results!;
        }

        await _lease.BeginAsync(cancellation);
        try
        {
            await kept.LoadAsync(cancellation);
            var open = Enumerable.Range(0, batch.Count).Where(i => results[i] is null).ToList();
            var live = await service.FindManyAsync([.. open.Select(i => items.NameOf(batch[i].Key))], place.Label, cancellation);
            RequireUnlocked(open.Select((i, at) => (batch[i], live[at])));
            foreach (var wave in open.Select((i, at) => (I: i, Live: live[at])).Chunk(Wave))
            {
                await WriteWaveAsync(wave, batch, forms, results, cancellation);
            }
        }
        catch (TargetException failed) when (!_uncertain && failed.Finding.Code != TargetCodes.ClaimLost.Code)
        {
            // A later key-value failed: those before it are written and have their receipts. Without an answer to a request the lease stays: it may still arrive.
            await _lease.EndAsync(_new, cancellation);
            throw;
        }

        await _lease.EndAsync(_new, cancellation);
        return results!;
    }

    public void Dispose() => _renewing.Dispose();

    private async Task<KeyValue?[]> FormsAsync(IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        var forms = new KeyValue?[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Content is not { } content)
            {
                continue;
            }

            var bytes = await content.ReadAsync(cancellation);
            if (Digest.Of(bytes.Span) != batch[i].Post)
            {
                throw new ArgumentException($"The content of change {batch[i].ChangeId} does not have its post-checksum.", nameof(batch));
            }

            if (items.Check(batch[i].Key, bytes) is { } refused)
            {
                throw new TargetException(refused);
            }

            forms[i] = items.Write(batch[i].Key, bytes);
        }

        return forms;
    }

    private void RequireUnlocked(IEnumerable<(ItemWrite Write, KeyValue? Live)> batch)
    {
        var locked = batch.Where(pair => pair.Live is { Locked: true } live && items.Read(live).Checksum == pair.Write.Pre).Select(pair => pair.Live!.Key).ToList();
        if (locked.Count > 0)
        {
            var more = locked.Count > LockedShown ? $" and {locked.Count - LockedShown} more" : "";
            throw new TargetException(TargetCodes.Held.Finding(
                $"{service.Place}: locked (read-only): {string.Join(", ", locked.Take(LockedShown).Select(key => $"'{key}'"))}{more}. Nothing of this batch was written.",
                target: place.Address.ToString(),
                remedy: $"Unlock them (`az appconfig kv unlock --key \"{locked[0]}\"{(place.Label is null ? "" : $" --label \"{place.Label}\"")}`), or take them out of this change, then `fm resume RUN`."));
        }
    }

    private async Task WriteWaveAsync(
        (int I, KeyValue? Live)[] wave, IReadOnlyList<ItemWrite> batch, KeyValue?[] forms, WriteResult?[] results, CancellationToken cancellation)
    {
        var what = $"target write {place.Address} {slice.Collection}";
        await options.Timed.Observer.BeforeAsync(what, cancellation);
        TargetException? failed = null;
        await Parallel.ForEachAsync(wave, new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellation }, async (item, _) =>
        {
            // One that fails ends the batch, but does not cut off those that are on their way: they would have no answer.
            if (Volatile.Read(ref failed) is not null)
            {
                return;
            }

            try
            {
                results[item.I] = await WriteAsync(batch[item.I], forms[item.I], item.Live, cancellation);
            }
            catch (TargetException exception)
            {
                Interlocked.CompareExchange(ref failed, exception, null);
            }
        });
        if (failed is not null)
        {
            throw failed;
        }

        await options.Timed.Observer.AfterAsync(what, cancellation);
    }

    private async Task<WriteResult> WriteAsync(ItemWrite write, KeyValue? form, KeyValue? live, CancellationToken cancellation)
    {
        var sent = false;
        for (var tries = 0; tries < Tries; tries++)
        {
            var found = live is null ? (Digest?)null : items.Read(live).Checksum;
            var status = ConditionalWrite.Decide(found, write.Pre, write.Post, write.Intended || sent);
            if (status is not WriteStatus.Applied)
            {
                return Keep(write, status, found);
            }

            var answer = await SendAsync(write, form, live, cancellation);
            switch (answer.Outcome)
            {
                case KeyValueOutcome.Done:
                    return Keep(write, WriteStatus.Applied, found);
                case KeyValueOutcome.Refused:
                    throw new TargetException(answer.Problem!);
                case KeyValueOutcome.Unanswered:
                    _uncertain = true;
                    throw new TargetException(answer.Problem!);
                default:
                    // Somebody else was faster, or a request that was turned away had been carried out. What is live now tells.
                    sent = true;
                    live = await service.FindAsync(items.NameOf(write.Key), place.Label, cancellation);
                    break;
            }
        }

        throw new TargetException(TargetCodes.Moved.Finding(
            $"'{write.Key}' was changed by somebody else {Tries} times while it was about to be written; nothing was written.", target: place.Address.ToString()));
    }

    private async Task<KeyValueAnswer> SendAsync(ItemWrite write, KeyValue? form, KeyValue? live, CancellationToken cancellation)
    {
        if (live is not null)
        {
            await kept.KeepAsync(live, write.Pre!.Value, deleted: form is null, PermitAsync, cancellation);
        }

        if (form is null)
        {
            return await service.DeleteAsync(live!.Key, place.Label, live.ETag, PermitAsync, cancellation);
        }

        var former = await kept.FindAsync(form.Key, write.Post!.Value, cancellation);
        var next = (former ?? form) with { Tags = live?.Tags ?? former?.Tags ?? form.Tags };
        if (items.CheckSize(next) is { } tooLarge)
        {
            throw new TargetException(tooLarge);
        }

        var answer = await service.PutAsync(next, place.Label, live?.ETag, PermitAsync, once: live is null && !place.IsScratch, cancellation);
        return answer.Now is { } now && !now.HasForm(next)
            ? new KeyValueAnswer(KeyValueOutcome.Refused, now, TargetCodes.NotKept.Finding($"'{write.Key}' does not hold what was written.", target: place.Address.ToString()))
            : answer;

        async Task PermitAsync()
        {
            await _renewing.WaitAsync(cancellation);
            try
            {
                await _lease.RenewAsync(cancellation);
            }
            finally
            {
                _renewing.Release();
            }
        }
    }

    private WriteResult Keep(ItemWrite write, WriteStatus status, Digest? found)
    {
        var result = new WriteResult(write.ChangeId, status, found, claim.Number, options.Timed.Time.GetUtcNow());
        if (status is not WriteStatus.Moved)
        {
            lock (_new)
            {
                _new.Add((write, result));
            }
        }

        return result;
    }
}
