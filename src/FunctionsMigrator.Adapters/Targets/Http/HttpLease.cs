using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>
/// The right to write one batch under a claim: announced in the bookkeeping, good for sending during the first third of the lease, and announced again when that is over. Whoever
/// slept longer finds that somebody else holds the target, and sends nothing.
/// </summary>
internal sealed class HttpLease(HttpService service, HttpPlace place, Claim claim, HttpTargetOptions options)
{
    private readonly HttpBookkeeping _bookkeeping = new(service, place);
    private HttpBook? _book;
    private string? _version;
    private long _since;

    /// <summary>What stood in the bookkeeping when the claim was checked.</summary>
    public HttpBook Book => _book ?? throw new InvalidOperationException("The claim was not checked.");

    /// <summary>Reads the claim again.</summary>
    /// <exception cref="TargetException">TGT021: somebody else holds it.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        var now = await _bookkeeping.ReadAsync(cancellation);
        if (now is not { } standing || !Claims.Holds(standing.Book.Marker, claim))
        {
            throw service.Failed(Claims.Lost(now?.Book.Marker, claim));
        }

        (_book, _version) = standing;
    }

    /// <summary>Announces that a batch is being written.</summary>
    public Task BeginAsync(CancellationToken cancellation) => AnnounceAsync("lease", Book with { Writing = true }, cancellation);

    /// <summary>Call before every sending: announces again when the right to send is over.</summary>
    public Task RenewAsync(CancellationToken cancellation) =>
        options.Waiting.GetElapsedTime(_since) < place.Settings.Timeout ? Task.CompletedTask : AnnounceAsync("lease", Book, cancellation);

    /// <summary>Stores the receipts and says that nothing is being written any more.</summary>
    public Task EndAsync(IReadOnlyList<(ItemWrite Write, WriteResult Result)> written, CancellationToken cancellation) =>
        AnnounceAsync("receipts", Book.With(claim.Run, written) with { Writing = false }, cancellation);

    private async Task AnnounceAsync(string name, HttpBook book, CancellationToken cancellation)
    {
        var what = $"target {name} {place.Address}";
        var next = book with { Mark = HttpBook.NewMark(), LeaseSeconds = place.Lease.TotalSeconds };
        await options.Observer.BeforeAsync(what, cancellation);

        // Before the request is sent: a claimant begins to count when it has seen it arrive, which is later.
        var since = options.Waiting.GetTimestamp();
        if (await _bookkeeping.TryWriteAsync(next, _version, cancellation) is { } version)
        {
            (_book, _version, _since) = (next, version, since);
            await options.Observer.AfterAsync(what, cancellation);
            return;
        }

        var now = (await _bookkeeping.ReadAsync(cancellation))?.Book.Marker;
        throw service.Failed(Claims.Holds(now, claim)
            ? TargetCodes.Busy.Finding($"Another process writes with claim {claim.Number} of run {claim.Run}.")
            : Claims.Lost(now, claim));
    }
}
