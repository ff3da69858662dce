using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>Publishes the heads of sealed runs, behind their seal: no run waits for it. How far it has come is a record, so that a place that was out of reach gets every head later.</summary>
public sealed class HeadPublication(IStore store, IHeadPublisher publisher, TimeProvider time)
{
    private const int MostAtOnce = 50;
    private const int MostDoublings = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    private readonly BlobAuditSource _source = new(store.Blobs);

    /// <summary>Publishes what is not published yet, in the order of sealing, at most fifty heads of an environment. Answers what is wrong.</summary>
    public async Task<IReadOnlyList<Finding>> PublishAsync(CancellationToken cancellation)
    {
        var problems = new List<Finding>();
        await foreach (var end in store.Records.ListAsync(EnvironmentChain.Ends, "", cancellation))
        {
            var anchor = end.Read<AuditAnchor>();
            var done = await ProgressAsync(store.Records, end.Key, cancellation) ?? new HeadProgress(0);
            if (done.Number < anchor.Count && (done.NotBefore is null || done.NotBefore <= time.GetUtcNow()) && await PublishAsync(end.Key, done, anchor.Count, cancellation) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems;
    }

    /// <summary>How far the heads of an environment were published; null: never.</summary>
    public static async Task<HeadProgress?> ProgressAsync(IRecordStore records, string environment, CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.AuditHeads, environment, cancellation))?.Read<HeadProgress>();

    private async Task<Finding?> PublishAsync(string environment, HeadProgress done, int count, CancellationToken cancellation)
    {
        Finding? problem = null;
        var reached = done.Number;
        while (reached < count && reached < done.Number + MostAtOnce && problem is null)
        {
            var head = await HeadAsync(environment, reached + 1, cancellation);
            var published = head.TryGet(out var found) ? await publisher.PublishAsync(found, cancellation) : head;
            (reached, problem) = published.Succeeded ? (reached + 1, null) : (reached, published.Findings[0]);
        }

        var failures = problem is null ? 0 : done.Failures + 1;
        var next = new HeadProgress(reached, time.GetUtcNow(), publisher.Place, failures, problem is null ? null : time.GetUtcNow() + (FirstPause * (1 << Math.Min(failures - 1, MostDoublings))), problem?.Message);
        await store.Records.SetAsync<HeadProgress>(
            RunPartitions.AuditHeads, environment, stored => stored is not null && stored.Number > next.Number ? stored : next, cancellation);
        return problem;
    }

    private async Task<Outcome<PublishedHead>> HeadAsync(string environment, int number, CancellationToken cancellation)
    {
        var name = AuditNames.Of(environment, number);
        return await _source.ReadAsync(name, cancellation) is { } bytes && AuditFormat.Read<AuditLink>(bytes) is { } link
            ? Outcome.Of(new PublishedHead(AuditRecord.PresentFormat, store.Id, environment, number, link.Run, link.Records, Digest.Of(bytes), link.At))
            : AuditCodes.CutTail.Fail<PublishedHead>($"{name} was sealed, and cannot be read: its head cannot be published.");
    }
}

/// <summary>How far the heads of an environment were published (partition <see cref="RunPartitions.AuditHeads"/>, key the environment).</summary>
/// <param name="Number">Number of the last link that the second place has.</param>
/// <param name="At">When it was looked at last.</param>
/// <param name="Place">The second place.</param>
/// <param name="Failures">How often it failed since.</param>
/// <param name="NotBefore">When it is tried again.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record HeadProgress(int Number, DateTimeOffset? At = null, string? Place = null, int Failures = 0, DateTimeOffset? NotBefore = null, string? Problem = null);
