using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Audit;

/// <summary>
/// Links the heads of sealed runs. The blobs are the truth; two kinds of records make them quick to find: per environment how far the chain goes at least, and per
/// run its number. The end of the chain is moved on only when every run before it has its number, so a retry finds its link.
/// </summary>
internal sealed class EnvironmentChain(IBlobStore blobs, IRecordStore records)
{
    /// <summary>The partition with the end of each environment's chain. Part of the store's format.</summary>
    internal const string Ends = "audit-ends";

    // Part of the store's format too.
    private const string Numbers = "audit-numbers";

    private readonly BlobAuditSource _source = new(blobs);

    public async Task<Outcome<AuditLink>> LinkAsync(
        string environment, string run, int count, Digest head, DateTimeOffset at, CancellationToken cancellation)
    {
        // The end first, then the run's number: a run without a number has its link, if any, behind the end.
        var end = await AnchorAsync(environment, cancellation);
        if (await NumberAsync(environment, run, cancellation) is { } known)
        {
            return await ReadAsync(environment, known, cancellation) is { } linked && linked.Link.Run == run
                ? Outcome.Of(linked.Link)
                : AuditCodes.BadLink.Fail<AuditLink>($"{AuditNames.Of(environment, known)} linked run {run} and is not its link any more.");
        }

        var (number, previous) = end is null ? (1, (Digest?)null) : (end.Count + 1, end.Head);
        while (true)
        {
            var link = new AuditLink(AuditRecord.PresentFormat, environment, number, run, count, head, at, previous);
            var bytes = AuditFormat.Write(link);
            if (await blobs.TryCreateAsync(
                BlobArea.Audit, AuditNames.Of(environment, number), (stream, token) => stream.WriteAsync(bytes, token).AsTask(), cancellation))
            {
                await PassAsync(environment, run, number, cancellation);
                await MoveEndAsync(environment, new AuditAnchor(number, Digest.Of(bytes)), cancellation);
                return Outcome.Of(link);
            }

            if (await ReadAsync(environment, number, cancellation) is not { } other)
            {
                return AuditCodes.BadLink.Fail<AuditLink>($"{AuditNames.Of(environment, number)} is no link; nothing can be linked behind it.");
            }

            await PassAsync(environment, other.Link.Run, number, cancellation);
            if (other.Link.Run == run)
            {
                await MoveEndAsync(environment, new AuditAnchor(number, other.Digest), cancellation);
                return Outcome.Of(other.Link);
            }

            (number, previous) = (number + 1, other.Digest);
        }
    }

    public async Task<AuditAnchor?> AnchorAsync(string environment, CancellationToken cancellation) =>
        (await records.GetAsync(Ends, environment, cancellation))?.Read<AuditAnchor>();

    /// <summary>
    /// The link of a run, or null: by its number, else by looking through the chain, since records can be lost and blobs stay. A link that is gone, or that its
    /// neighbour does not confirm, is <c>AUD005</c>.
    /// </summary>
    public async Task<Outcome<AuditLink?>> FindAsync(string environment, string run, CancellationToken cancellation)
    {
        if (await NumberAsync(environment, run, cancellation) is { } known)
        {
            return await ConfirmAsync(environment, run, known, await ReadAsync(environment, known, cancellation), cancellation);
        }

        for (var number = 1; await ReadAsync(environment, number, cancellation) is { } found; number++)
        {
            if (found.Link.Run == run)
            {
                return await ConfirmAsync(environment, run, number, found, cancellation);
            }
        }

        return Outcome.Of<AuditLink?>(null);
    }

    private async Task<Outcome<AuditLink?>> ConfirmAsync(string environment, string run, int number, StoredLink? found, CancellationToken cancellation)
    {
        var name = AuditNames.Of(environment, number);
        if (found is null || found.Link.Run != run)
        {
            return AuditCodes.BadLink.Fail<AuditLink?>($"{name} linked run {run} and is not its link any more.");
        }

        var end = await AnchorAsync(environment, cancellation);
        var next = await ReadAsync(environment, number + 1, cancellation);
        var confirmed = next is not null ? next.Link.Previous == found.Digest : end?.Count == number ? end.Head == found.Digest : end is null || end.Count < number;
        return confirmed
            ? Outcome.Of<AuditLink?>(found.Link)
            : AuditCodes.BadLink.Fail<AuditLink?>($"{name}, the link of run {run}, or the one behind it is not as it was written.");
    }

    private async Task<int?> NumberAsync(string environment, string run, CancellationToken cancellation) =>
        (await records.GetAsync(Numbers, Key(environment, run), cancellation))?.Read<int>();

    private Task<string?> PassAsync(string environment, string run, int number, CancellationToken cancellation) =>
        records.TryCreateAsync(Numbers, Key(environment, run), number, cancellation);

    private async Task MoveEndAsync(string environment, AuditAnchor end, CancellationToken cancellation)
    {
        while (true)
        {
            var stored = await records.GetAsync(Ends, environment, cancellation);
            if (stored?.Read<AuditAnchor>().Count >= end.Count)
            {
                return;
            }

            var moved = stored is null
                ? await records.TryCreateAsync(Ends, environment, end, cancellation)
                : await records.TryReplaceAsync(Ends, environment, end, stored.ETag, cancellation);
            if (moved is not null)
            {
                return;
            }
        }
    }

    private async Task<StoredLink?> ReadAsync(string environment, int number, CancellationToken cancellation) =>
        await _source.ReadAsync(AuditNames.Of(environment, number), cancellation) is { } bytes && AuditFormat.Read<AuditLink>(bytes) is { } link
            ? new StoredLink(link, Digest.Of(bytes))
            : null;

    private static string Key(string environment, string run) => $"{environment}/{run}";

    private sealed record StoredLink(AuditLink Link, Digest Digest);
}
