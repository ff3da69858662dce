using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Notices;

/// <summary>Where a notice points: a request to the review by a token of the receiver's own, everything else to the pages of the run.</summary>
internal sealed class NoticeLinks(MigratorServices services, Uri? address)
{
    private static readonly TimeSpan Unstated = TimeSpan.FromHours(72);
    private readonly ReviewLinks _links = new(services.Store.Records, services.Random);

    /// <summary>The link; null where the host does not know under which address it is reached.</summary>
    public async Task<Uri?> OfAsync(Notice notice, RunRecord run, NoticeReceiver receiver, CancellationToken cancellation)
    {
        if (address is null)
        {
            return null;
        }

        if (notice.Kind.Asks() && run.Plan is { } plan)
        {
            var expires = run.Until ?? services.Time.GetUtcNow() + Unstated;
            return ReviewLinks.Address(address, await _links.CreateAsync(new ReviewLink(run.Id, plan.Digest, receiver.Person, expires), cancellation));
        }

        return new Uri(address, $"/runs/{Uri.EscapeDataString(run.Id)}{(notice.Kind is NoticeKind.ReviewDue ? "/review" : "")}");
    }
}
