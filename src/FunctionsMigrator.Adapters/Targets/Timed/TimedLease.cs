using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Timed;

/// <summary>
/// The right to write one batch under a claim: announced in the bookkeeping, good for sending during the first third of the lease, and announced again when that is over. Whoever
/// slept longer finds that somebody else holds the target, and sends nothing.
/// </summary>
internal sealed class TimedLease(ITimedBookkeeping bookkeeping, Claim claim, TimedOptions options)
{
    private TimedBook? _book;
    private string? _version;
    private long _since;

    /// <summary>How long a writer that says nothing any more is waited for: its last request was sent in the first third and had ended, one way or the other, by the second.</summary>
    public static TimeSpan Length(ITimedBookkeeping bookkeeping) => 3 * bookkeeping.Timeout;

    /// <summary>What stood in the bookkeeping when the claim was checked.</summary>
    public TimedBook Book => _book ?? throw new InvalidOperationException("The claim was not checked.");

    /// <summary>Reads the claim again.</summary>
    /// <exception cref="TargetException">TGT021: somebody else holds it.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        var now = await bookkeeping.ReadAsync(cancellation);
        if (now is not { } standing || !Claims.Holds(standing.Book.Marker, claim))
        {
            throw Failed(Claims.Lost(now?.Book.Marker, claim));
        }

        (_book, _version) = standing;
    }

    /// <summary>Announces that a batch is being written.</summary>
    public Task BeginAsync(CancellationToken cancellation) => AnnounceAsync("lease", Book with { Writing = true }, cancellation);

    /// <summary>Call before every sending: announces again when the right to send is over.</summary>
    public Task RenewAsync(CancellationToken cancellation) =>
        options.Waiting.GetElapsedTime(_since) < bookkeeping.Timeout ? Task.CompletedTask : AnnounceAsync("lease", Book, cancellation);

    /// <summary>Stores the receipts and says that nothing is being written any more.</summary>
    public Task EndAsync(IReadOnlyList<(ItemWrite Write, WriteResult Result)> written, CancellationToken cancellation) =>
        AnnounceAsync("receipts", Book.With(claim.Run, written) with { Writing = false }, cancellation);

    private async Task AnnounceAsync(string name, TimedBook book, CancellationToken cancellation)
    {
        var what = $"target {name} {bookkeeping.Address}";
        var next = book with { Mark = TimedBook.NewMark(), LeaseSeconds = Length(bookkeeping).TotalSeconds };
        await options.Observer.BeforeAsync(what, cancellation);

        // Before the request is sent: a claimant begins to count when it has seen it arrive, which is later.
        var since = options.Waiting.GetTimestamp();
        if (await bookkeeping.TryWriteAsync(next, _version, cancellation) is { } version)
        {
            (_book, _version, _since) = (next, version, since);
            await options.Observer.AfterAsync(what, cancellation);
            return;
        }

        var now = (await bookkeeping.ReadAsync(cancellation))?.Book.Marker;
        throw Failed(Claims.Holds(now, claim)
            ? TargetCodes.Busy.Finding($"Another process writes with claim {claim.Number} of run {claim.Run}.")
            : Claims.Lost(now, claim));
    }

    private TargetException Failed(Finding finding) => new(finding with { Target = bookkeeping.Address.ToString() });
}
