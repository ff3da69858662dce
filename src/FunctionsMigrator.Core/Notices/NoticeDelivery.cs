using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;

namespace FunctionsMigrator.Core.Notices;

/// <summary>
/// Sends what lies in the outbox, in passes. Every receiver has a record of its own: it is written before an attempt and after it, so a process that ends between the two repeats at
/// most that attempt, and several hosts may deliver from one store at once. What failed is tried again with growing pauses, and is given up after a day; no receiver waits for another
/// one, and no run waits for any of it.
/// </summary>
public sealed class NoticeDelivery
{
    private const int MostAtOnce = 1000;

    // An attempt whose process ended is repeated after this long; no attempt takes as long.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    private readonly MigratorServices _services;
    private readonly Dictionary<string, INotifier> _notifiers;
    private readonly DeliveryOptions _options;
    private readonly NoticePace _pace;
    private readonly NoticePauses _pauses;
    private readonly NoticeLinks _links;
    private readonly NoticeComposer _composer;
    private readonly NoticeAudience _audience;
    private readonly AuditLog _audit;
    private readonly HostAlerts _alerts;

    /// <param name="services">The outside.</param>
    /// <param name="notifiers">The channels that this host can use.</param>
    /// <param name="options">How it delivers.</param>
    public NoticeDelivery(MigratorServices services, IReadOnlyList<INotifier> notifiers, DeliveryOptions options)
    {
        var metadata = new RunMetadata(services);
        (_services, _options) = (services, options);
        _notifiers = notifiers.ToDictionary(notifier => notifier.Channel, StringComparer.Ordinal);
        _pace = new NoticePace(services.Time);
        _pauses = new NoticePauses(options, services.Random);
        _links = new NoticeLinks(services, options.PublicAddress);
        _composer = new NoticeComposer(services, metadata);
        _audience = new NoticeAudience(services, metadata);
        _alerts = new HostAlerts(services.Store.Records, services.Time);
        _audit = new AuditLog(services.Store.Blobs, services.Store.Records, services.Time);
    }

    private IRecordStore Records => _services.Store.Records;

    /// <summary>One pass: begins attempts for as long as its budget lasts; what is left is for the next one.</summary>
    /// <exception cref="StoreException">The store cannot be read or written now.</exception>
    public async Task<DeliveryReport> DeliverAsync(CancellationToken cancellation)
    {
        var begun = _services.Time.GetTimestamp();
        var tally = new Tally();
        var jobs = new List<Job>();
        await _alerts.CollectAsync(cancellation);
        await foreach (var stored in Records.ListAsync(RunPartitions.Notices, "", cancellation).Take(MostAtOnce).WithCancellation(cancellation))
        {
            jobs.AddRange(await LookAsync(stored, tally, cancellation));
        }

        // One group a place that can be in the way as a whole. In it what was tried least comes first, so that one that never succeeds keeps nobody waiting.
        var groups = jobs.GroupBy(job => job.Receiver.Channel == NoticeReceivers.Email ? NoticeReceivers.Email : job.Receiver.Key)
            .Select(group => group.OrderBy(job => job.Record.Attempts).ThenBy(job => job.Notice.At).ToList());
        await Task.WhenAll(groups.Select(group => SendAsync(group, begun, tally, cancellation)));
        return tally.Report();
    }

    // What of one notice is to be tried now. One that nobody is left for leaves the outbox.
    private async Task<IReadOnlyList<Job>> LookAsync(StoredRecord stored, Tally tally, CancellationToken cancellation)
    {
        var notice = stored.Read<Notice>();
        var now = _services.Time.GetUtcNow();
        var late = notice.At + _options.GiveUpAfter <= now;
        var run = (await Records.GetAsync(RunPartitions.Runs, notice.Run, cancellation))?.Read<RunRecord>();
        var truth = run is null ? NoticeTruth.Past : NoticeTruths.Of(notice, run);
        if (truth is NoticeTruth.Past || (truth is NoticeTruth.NotYet && late))
        {
            await DropAsync(stored, notice, tally, cancellation);
            return [];
        }

        if (truth is NoticeTruth.NotYet)
        {
            return [];
        }

        var (receivers, all) = await _audience.OfAsync(notice, run!, cancellation);
        var (jobs, open) = (new List<Job>(), !all && !late);
        foreach (var receiver in receivers)
        {
            var key = $"{notice.Run}/{notice.Key}/{receiver.Key}";
            var known = await Records.GetAsync(RunPartitions.NoticeDeliveries, key, cancellation);
            var record = known?.Read<NoticeRecord>()
                ?? new NoticeRecord(notice.Run, notice.Key, notice.Kind, receiver.Channel, receiver.Name, NoticeState.Waiting, notice.At, 0, now, Plan: NoticeComposer.Short(notice.Plan ?? run!.Plan?.Digest));
            var job = new Job(notice, run!, receiver, key, record, known?.ETag);
            if (record.State is not NoticeState.Waiting)
            {
                continue;
            }

            if (WhyNever(receiver) is { } never)
            {
                await SettleAsync(job, NoticeAnswer.Never(never), tally, cancellation);
            }
            else if (late)
            {
                await SettleAsync(job, NoticeAnswer.Never(NoticeCodes.TooLate.Finding(record.Failure is { } last ? $"Last failure: {last}" : "Nobody tried in time.")), tally, cancellation);
            }
            else
            {
                open = true;
                jobs.AddRange(record.NextTry is { } next && next > now ? [] : [job]);
            }
        }

        if (!open && await IsAuditedAsync(notice, cancellation))
        {
            await Records.TryDeleteAsync(RunPartitions.Notices, stored.Key, stored.ETag, cancellation);
        }

        return jobs;
    }

    // What becomes of a notice stands in the audit before it leaves the outbox. A run that goes on writes that itself, at its next step or when it ends; its state is read behind the
    // records of the deliveries, so that one of the two sees them. A chain that cannot be written keeps its notice here, and nobody else's.
    private async Task<bool> IsAuditedAsync(Notice notice, CancellationToken cancellation)
    {
        try
        {
            if ((await Records.GetAsync(RunPartitions.Runs, notice.Run, cancellation))?.Read<RunRecord>() is { } run && run.State.IsFinal())
            {
                await NoticeAudit.LeftAsync(_audit, Records, run, notice.Key, cancellation);
            }

            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private Finding? WhyNever(NoticeReceiver receiver) => receiver.Address is null
        ? NoticeCodes.NoAddress.Finding($"There is no address for {receiver.Name}.")
        : _notifiers.ContainsKey(receiver.Channel) ? null : NoticeCodes.NoMailServer.Finding("This host sends no e-mail.");

    private async Task DropAsync(StoredRecord stored, Notice notice, Tally tally, CancellationToken cancellation)
    {
        await foreach (var known in Records.ListAsync(RunPartitions.NoticeDeliveries, $"{notice.Run}/{notice.Key}/", cancellation))
        {
            if (known.Read<NoticeRecord>() is { State: NoticeState.Waiting } record)
            {
                var dropped = record with { State = NoticeState.Dropped, At = _services.Time.GetUtcNow(), NextTry = null };
                await Records.TryReplaceAsync(RunPartitions.NoticeDeliveries, known.Key, dropped, known.ETag, cancellation);
            }
        }

        if (await IsAuditedAsync(notice, cancellation) && await Records.TryDeleteAsync(RunPartitions.Notices, stored.Key, stored.ETag, cancellation))
        {
            tally.Add(new DeliveryReport(Dropped: 1));
            _services.Telemetry.Log.NoticeDropped(notice.Run, notice.Kind);
        }
    }

    private async Task SendAsync(IReadOnlyList<Job> group, long begun, Tally tally, CancellationToken cancellation)
    {
        foreach (var job in group)
        {
            if (_services.Time.GetElapsedTime(begun) >= _options.Budget || !_pace.TryTake(_notifiers[job.Receiver.Channel]))
            {
                return;
            }

            if (await ClaimAsync(job, cancellation) is { } claimed)
            {
                var answer = await TryAsync(claimed, cancellation);
                await SettleAsync(claimed, answer, tally, cancellation);
                if (answer.OfChannel)
                {
                    return;
                }
            }
        }
    }

    // Written before the attempt, so that nobody else makes it meanwhile. Null: somebody else does.
    private async Task<Job?> ClaimAsync(Job job, CancellationToken cancellation)
    {
        var now = _services.Time.GetUtcNow();
        var record = job.Record with { Attempts = job.Record.Attempts + 1, At = now, NextTry = now + Claim };
        return await WriteAsync(job, record, cancellation) is { } etag ? job with { Record = record, ETag = etag } : null;
    }

    private async Task<NoticeAnswer> TryAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            var address = job.Receiver.Address!;
            if (job.Receiver.Channel == NoticeReceivers.Teams)
            {
                var secret = await _options.Secret(address, cancellation);
                if (!secret.TryGet(out var hook))
                {
                    return NoticeAnswer.Later(secret.Findings[0]);
                }

                address = hook;
            }

            if (await ComposeAsync(job, cancellation) is not { } content)
            {
                return NoticeAnswer.Later(NoticeCodes.NotComposed.Finding($"What is known of run {job.Run.Id} cannot be read by this version."));
            }

            return await _notifiers[job.Receiver.Channel].SendAsync(content, address, cancellation);
        }
        catch (StoreException failure)
        {
            // What one run left in the store cannot be read: that is no reason to tell nobody of the others.
            return NoticeAnswer.Later(failure.Finding);
        }
    }

    // A bundle that another version took may be none for this one. That is no reason to stop the host, nor to tell nobody of the others.
    private async Task<NoticeContent?> ComposeAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            return await _composer.ComposeAsync(job.Notice, job.Run, cancellation) with { Link = await _links.OfAsync(job.Notice, job.Run, job.Receiver, cancellation) };
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private async Task SettleAsync(Job job, NoticeAnswer answer, Tally tally, CancellationToken cancellation)
    {
        var now = _services.Time.GetUtcNow();
        var failure = answer.Failure is { } why ? NoticeText.Line($"{why.Code}: {why.Message}") : null;
        var record = answer switch
        {
            { Failure: null } => job.Record with { State = NoticeState.Sent, At = now, NextTry = null, Failure = null },
            { Retryable: true } => job.Record with { At = now, NextTry = now + _pauses.After(job.Record.Attempts, answer.RetryAfter), Failure = failure },
            _ => job.Record with { State = NoticeState.GivenUp, At = now, NextTry = null, Failure = failure },
        };
        if (await WriteAsync(job, record, cancellation) is null)
        {
            return;
        }

        var (log, notice, receiver) = (_services.Telemetry.Log, job.Notice, job.Receiver);
        switch (record.State)
        {
            case NoticeState.Sent:
                tally.Add(new DeliveryReport(Sent: 1));
                log.NoticeSent(notice.Run, notice.Kind, receiver.Name, receiver.Channel);
                break;
            case NoticeState.Waiting:
                tally.Add(new DeliveryReport(Delayed: 1));
                log.NoticeDelayed(notice.Run, notice.Kind, receiver.Name, receiver.Channel, answer.Failure!.Code);
                break;
            default:
                tally.Add(new DeliveryReport(GivenUp: 1));
                log.NoticeGivenUp(notice.Run, notice.Kind, receiver.Name, receiver.Channel, answer.Failure!.Code);
                break;
        }
    }

    private Task<string?> WriteAsync(Job job, NoticeRecord record, CancellationToken cancellation) => job.ETag is null
        ? Records.TryCreateAsync(RunPartitions.NoticeDeliveries, job.Key, record, cancellation)
        : Records.TryReplaceAsync(RunPartitions.NoticeDeliveries, job.Key, record, job.ETag, cancellation);

    private sealed record Job(Notice Notice, RunRecord Run, NoticeReceiver Receiver, string Key, NoticeRecord Record, string? ETag);

    // The groups of a pass count side by side.
    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private DeliveryReport _report = new();

        public void Add(DeliveryReport more)
        {
            lock (_lock)
            {
                _report = new DeliveryReport(_report.Sent + more.Sent, _report.Delayed + more.Delayed, _report.GivenUp + more.GivenUp, _report.Dropped + more.Dropped);
            }
        }

        public DeliveryReport Report() => _report;
    }
}
