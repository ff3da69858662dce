using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Timed;

/// <summary>
/// Raises the claim. A holder in the middle of a batch is waited for until it has ended it, or until its bookkeeping stood still for its whole lease on the claimant's own
/// clock: by then it sends nothing any more. No two clocks are compared.
/// </summary>
internal sealed class TimedClaiming(ITimedBookkeeping bookkeeping, TimedOptions options)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>The claim, and the run that held the one before.</summary>
    public async Task<(Claim Claim, string? FormerRun)> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var what = $"target claim {bookkeeping.Address}";
        await options.Observer.BeforeAsync(what, cancellation);
        for (; ; )
        {
            var before = await FreeAsync(request, cancellation);
            var claim = new Claim(request.Store, request.Run, (before?.Book.Claim ?? 0) + 1);
            var kept = before?.Book.Receipts.Where(receipt => receipt.Run == before.Value.Book.Run || receipt.Run == claim.Run) ?? [];
            var book = new TimedBook(TimedBook.Known, claim.Store, claim.Number, claim.Run, TimedBook.NewMark(), false, TimedLease.Length(bookkeeping).TotalSeconds, [.. kept]);
            if (await bookkeeping.TryWriteAsync(book, before?.Version, cancellation) is not null)
            {
                await options.Observer.AfterAsync(what, cancellation);
                await bookkeeping.ProveAsync(book, cancellation);
                return (claim, before?.Book.Run);
            }
        }
    }

    private async Task<(TimedBook Book, string Version)?> FreeAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var began = options.Waiting.GetTimestamp();
        var (mark, since) = ("", began);
        for (; ; )
        {
            cancellation.ThrowIfCancellationRequested();
            var now = await bookkeeping.ReadAsync(cancellation);
            if (now is not { } standing)
            {
                return null;
            }

            var book = standing.Book;
            if (book.Store != request.Store && !request.TakeOver)
            {
                throw Failed(Claims.OtherStore(book.Marker, request));
            }

            if (mark != book.Mark)
            {
                (mark, since) = (book.Mark, options.Waiting.GetTimestamp());
            }

            var lease = TimeSpan.FromSeconds(book.LeaseSeconds);
            if (!book.Writing || options.Waiting.GetElapsedTime(since) >= lease)
            {
                return now;
            }

            var patience = options.Patience ?? 2 * lease;
            if (options.Waiting.GetElapsedTime(began) >= patience)
            {
                throw Failed(TargetCodes.Busy.Finding($"Run {book.Run} has been writing for {patience.TotalSeconds:0} s (claim {book.Claim})."));
            }

            await Task.Delay(LookAgain, options.Waiting, cancellation);
        }
    }

    private TargetException Failed(Finding finding) => new(finding with { Target = bookkeeping.Address.ToString() });
}
