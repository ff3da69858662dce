using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>One batch under a lease: each resource is read, compared, written on the condition of the version that was read, and read back.</summary>
internal sealed class HttpWrite(HttpService service, HttpPlace place, Claim claim, TimedOptions options)
{
    private const int Tries = 3;
    private readonly HttpItems _items = new(service, place);
    private readonly TimedLease _lease = new(new HttpBookkeeping(service, place), claim, options);
    private readonly List<(ItemWrite Write, WriteResult Result)> _new = [];
    private readonly List<string> _written = [];
    private bool _uncertain;

    public async Task<IReadOnlyList<WriteResult>> RunAsync(IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        var bodies = await HttpBatch.BodiesAsync(place, batch, cancellation);
        await _lease.CheckAsync(cancellation);
        var results = batch.Select(write => _lease.Book.Find(claim.Run, write)).ToArray();
        if (results.All(result => result is not null))
        {
            return results!;
        }

        await _lease.BeginAsync(cancellation);
        try
        {
            for (var i = 0; i < batch.Count; i++)
            {
                results[i] ??= await WriteAsync(batch[i], bodies[i], cancellation);
            }
        }
        catch (TargetException failed) when (!_uncertain && failed.Finding.Code != TargetCodes.ClaimLost.Code)
        {
            // A later resource failed: those before it are written and have their receipts. Without an answer to the last request the lease stays: it may still arrive.
            await _lease.EndAsync(_new, cancellation);
            throw;
        }

        foreach (var what in _written)
        {
            await options.Observer.AfterAsync(what, cancellation);
        }

        await _lease.EndAsync(_new, cancellation);
        return results!;
    }

    private async Task<WriteResult> WriteAsync(ItemWrite write, ReadOnlyMemory<byte>? body, CancellationToken cancellation)
    {
        var uri = place.UriOf(write.Key);
        var sent = false;
        for (var tries = 0; tries < Tries; tries++)
        {
            var live = await _items.FindAsync(write.Key, cancellation);
            var status = ConditionalWrite.Decide(live?.Item.Checksum, write.Pre, write.Post, write.Intended || sent);
            if (status is not WriteStatus.Applied)
            {
                return Keep(write, status, live?.Item.Checksum);
            }

            if (!sent)
            {
                var what = $"target write {place.Address} http {write.Key}";
                await options.Observer.BeforeAsync(what, cancellation);
                _written.Add(what);
            }

            var answer = live is null && body is null
                ? throw new InvalidOperationException($"Change {write.ChangeId} deletes nothing.")
                : await SendAsync(uri, body, live?.Version, cancellation);
            if (answer.Succeeded)
            {
                await ReadBackAsync(write, answer, live, cancellation);
                return Keep(write, WriteStatus.Applied, live?.Item.Checksum);
            }

            // The condition did not hold: somebody else was faster, or the service took our own request twice and answered for the second one. What is live now tells.
            sent = true;
        }

        throw service.Failed(TargetCodes.Refused.Finding(
            $"{write.Key} turned the condition of its version down {Tries} times and holds what it held.", remedy: "Look whether the service lets this path be made and versions it; nothing was written."));
    }

    private async Task<HttpAnswer> SendAsync(Uri uri, ReadOnlyMemory<byte>? body, string? version, CancellationToken cancellation)
    {
        try
        {
            var answer = await service.WriteAsync(uri, body, version, Permit, cancellation);
            _uncertain = false;
            return answer;
        }
        catch (TargetException refused) when (refused.Finding.Code != TargetCodes.Unreachable.Code)
        {
            // An answer, though not the one wanted: nothing is on its way any more.
            _uncertain = false;
            throw;
        }

        async Task Permit()
        {
            await _lease.RenewAsync(cancellation);
            _uncertain = true;
        }
    }

    // A service that changes what it is given would be found out by nobody until something has to be taken back.
    private async Task ReadBackAsync(ItemWrite write, HttpAnswer answer, (Core.Items.LiveItem Item, string Version)? before, CancellationToken cancellation)
    {
        var now = await _items.FindAsync(write.Key, cancellation);
        if (now?.Item.Checksum == write.Post)
        {
            return;
        }

        // Put back only what is provably ours: the version that the service named for our write.
        var restored = now is { } kept && answer.ETag == kept.Version
            && (await SendAsync(place.UriOf(write.Key), before is { } old ? await old.Item.Content.ReadAsync(cancellation) : null, kept.Version, cancellation)).Succeeded
            && (await _items.FindAsync(write.Key, cancellation))?.Item.Checksum == write.Pre;
        throw service.Failed(TargetCodes.NotKept.Finding(
            $"{write.Key} does not hold what was written; {(restored ? "it holds again what it held before" : "it was left as it is")}.",
            remedy: "List the members that the service sets itself under the target's `ignore`, and leave out of git what it does not keep."));
    }

    private WriteResult Keep(ItemWrite write, WriteStatus status, Core.Digest? found)
    {
        var result = new WriteResult(write.ChangeId, status, found, claim.Number, options.Time.GetUtcNow());
        if (status is not WriteStatus.Moved)
        {
            _new.Add((write, result));
        }

        return result;
    }
}
