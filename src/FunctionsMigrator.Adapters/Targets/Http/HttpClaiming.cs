using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>
/// Raises the claim. A holder in the middle of a batch is waited for until it has ended it, or until its bookkeeping stood still for its whole lease on the claimant's own
/// clock: by then it sends nothing any more. No two clocks are compared.
/// </summary>
internal sealed class HttpClaiming(HttpService service, HttpPlace place, HttpTargetOptions options)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);
    private readonly HttpBookkeeping _bookkeeping = new(service, place);

    public async Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var what = $"target claim {place.Address}";
        await options.Observer.BeforeAsync(what, cancellation);
        for (; ; )
        {
            var before = await FreeAsync(request, cancellation);
            var claim = new Claim(request.Store, request.Run, (before?.Book.Claim ?? 0) + 1);
            var kept = before?.Book.Receipts.Where(receipt => receipt.Run == before.Value.Book.Run || receipt.Run == claim.Run) ?? [];
            var book = new HttpBook(HttpBook.Known, claim.Store, claim.Number, claim.Run, HttpBook.NewMark(), false, place.Lease.TotalSeconds, [.. kept]);
            if (await _bookkeeping.TryWriteAsync(book, before?.Version, cancellation) is not null)
            {
                await options.Observer.AfterAsync(what, cancellation);
                await _bookkeeping.RequireConditionsAsync(book, cancellation);
                return claim;
            }
        }
    }

    private async Task<(HttpBook Book, string Version)?> FreeAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var began = options.Waiting.GetTimestamp();
        var (mark, since) = ("", began);
        for (; ; )
        {
            cancellation.ThrowIfCancellationRequested();
            var now = await _bookkeeping.ReadAsync(cancellation);
            if (now is not { } standing)
            {
                return null;
            }

            var book = standing.Book;
            if (book.Store != request.Store && !request.TakeOver)
            {
                throw service.Failed(Claims.OtherStore(book.Marker, request));
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
                throw service.Failed(TargetCodes.Busy.Finding($"Run {book.Run} has been writing for {patience.TotalSeconds:0} s (claim {book.Claim})."));
            }

            await Task.Delay(LookAgain, options.Waiting, cancellation);
        }
    }
}
