using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>Tells the runs of an environment as an auditor reads them. Every chain is verified while it is read; one run is in memory at a time.</summary>
public sealed class RunReport(MigratorServices services)
{
    private readonly AuditLog _audit = new(services.Store.Blobs, services.Store.Records, services.Time);
    private readonly RunMetadata _metadata = new(services);

    /// <summary>The chain of the environment itself, which links the runs: intact, or broken with the first bad link.</summary>
    public async Task<AuditVerdict> VerifyChainAsync(string environment, CancellationToken cancellation) =>
        await new AuditVerifier(new BlobAuditSource(services.Store.Blobs)).VerifyChainAsync(environment, await _audit.AnchorAsync(environment, cancellation), cancellation);

    /// <summary>The runs that started in the period, oldest first.</summary>
    public async IAsyncEnumerable<RunRow> ReadAsync(string environment, ReportPeriod period, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // An id begins with the environment and the time, so the records come in the order of time.
        await foreach (var stored in services.Store.Records.ListAsync(RunPartitions.Runs, $"{environment}-", cancellation))
        {
            var run = stored.Read<RunRecord>();
            if (run.Environment == environment && period.Contains(run.StartedAt))
            {
                yield return await RowAsync(run, cancellation);
            }
        }
    }

    /// <summary>One run.</summary>
    public async Task<RunRow> RowAsync(RunRecord run, CancellationToken cancellation)
    {
        var verdict = await _audit.VerifyAsync(run.Environment, run.Id, cancellation);
        var said = new AuditedRun(run);
        if (verdict.State is not AuditState.Broken)
        {
            await foreach (var record in _audit.ReadAsync(run.Id, cancellation))
            {
                said.Take(record);
            }
        }

        var late = await TakeReviewsAsync(run, said, cancellation);
        var notes = await NotesAsync(run, cancellation);
        return new RunRow
        {
            Run = run.Id,
            Environment = run.Environment,
            Started = run.StartedAt,
            Ended = said.Ended,
            State = run.State,
            Reason = run.Reason,
            Commit = run.Commit,
            Title = run.Title,
            Notes = [.. notes.Select(note => note.Name)],
            Tickets = [.. notes.Select(note => note.Ticket).OfType<string>().Distinct()],
            Authors = run.Authors,
            Starter = run.StarterShown,
            StarterKey = run.StartedBy,
            Approvers = said.Approvals,
            Refusals = said.Refusals,
            Overrides = said.Overrides,
            Plan = run.Plan?.Digest,
            Bundle = run.Bundle,
            Risk = run.Plan?.Risk.ToString().ToLowerInvariant(),
            Changes = run.Plan?.Counts.Writes ?? 0,
            Reverts = run.Reverts,
            TakenBackBy = run.TakenBackBy,
            SignedCommits = said.SignedCommits,
            RefusedCommits = said.RefusedCommits,
            Audit = verdict.State,
            Findings = [.. verdict.State is AuditState.Broken && verdict.Finding is { } broken ? [broken] : Array.Empty<Findings.Finding>(), .. late, .. said.Differences],
        };
    }

    // What was looked at after the run was sealed stands in chains of its own; what is wrong with them is answered.
    private async Task<IReadOnlyList<Findings.Finding>> TakeReviewsAsync(RunRecord run, AuditedRun said, CancellationToken cancellation)
    {
        var broken = new List<Findings.Finding>();
        foreach (var at in run.Overrides.Select(one => one.ReviewedAt).OfType<DateTimeOffset>().Distinct())
        {
            var id = OverrideReviews.ChainOf(run.Environment, at);
            var records = await _audit.ReadAsync(id, cancellation).Where(record => record.Details?.GetValueOrDefault("run") == run.Id).ToListAsync(cancellation);
            if (records.Count > 0 && await _audit.VerifyAsync(run.Environment, id, cancellation) is { State: AuditState.Broken, Finding: { } why })
            {
                broken.Add(why);
                continue;
            }

            records.ForEach(said.Take);
        }

        return broken;
    }

    private async Task<IReadOnlyList<Model.ChangeDocument>> NotesAsync(RunRecord run, CancellationToken cancellation)
    {
        if (run.Plan is not { } summary || run.Bundle is null || run.Policy is null
            || await services.Store.Blobs.ReadJsonAsync<PlanIndex>(BlobArea.Plans, summary.Blob, cancellation) is not { Notes.Count: > 0 } plan)
        {
            return [];
        }

        return [.. (await _metadata.OfAsync(run, cancellation)).Changes.Where(note => plan.Notes.Contains(note.Name))];
    }
}
