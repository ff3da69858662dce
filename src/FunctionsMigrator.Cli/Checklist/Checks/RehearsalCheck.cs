using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>The environment before holds this very bundle, and the audit of the run that brought it says that applying and undoing were rehearsed.</summary>
internal sealed class RehearsalCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "rehearsal";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        if (subject.Repository is null)
        {
            return this.Unread();
        }

        if (await StageBefore.FindAsync(subject, cancellation) is not { } before)
        {
            return [this.Unknown($"no environment comes before {subject.Environment}; the run itself rehearses on scratch targets before it asks anybody")];
        }

        if (before.Run is not { } run)
        {
            var other = before.Other is { } tried ? $"run {tried.Id} ended {tried.State}{(tried.TakenBackBy is null ? "" : " and was taken back")}" : "no run brought it there";
            return [this.Fail($"{before.Environment} does not hold this bundle: {other}", $"Bring it to {before.Environment} first: `fm status --env {before.Environment}` shows how it stands.")];
        }

        return [await LookAsync(subject, before.Environment, run, cancellation)];
    }

    private async Task<ChecklistLine> LookAsync(ChecklistSubject subject, string environment, RunRecord run, CancellationToken cancellation)
    {
        var verdict = await subject.Host.Audit.VerifyAsync(environment, run.Id, cancellation);
        if (verdict.State is not AuditState.Intact)
        {
            return verdict.Finding is { } broken ? this.Fail([broken]) : this.Fail($"the audit of run {run.Id} is {verdict.State}", $"Look at it with `fm audit verify --run {run.Id}`.");
        }

        if (run.State is RunState.NoChanges)
        {
            return this.Unknown($"run {run.Id} found nothing to change in {environment}, so nothing was applied or undone there");
        }

        var rehearsed = await FindAsync(subject, run, cancellation);
        if (rehearsed is null)
        {
            return this.Fail($"the audit of run {run.Id} has no record of a rehearsal", $"Look at it with `fm audit show {run.Id}`.");
        }

        var evidence = $"run {run.Id} {run.State}; its audit is intact, record {rehearsed.Ordinal}: plan applied and undone on scratch, content restored";
        return await LeftOutAsync(subject, run, cancellation) is { } leftOut ? this.Unknown($"{evidence}, but not all of it: {leftOut}", "Look at that part with care.") : this.Pass(evidence);
    }

    private static async Task<AuditRecord?> FindAsync(ChecklistSubject subject, RunRecord run, CancellationToken cancellation)
    {
        AuditRecord? last = null;
        await foreach (var record in subject.Host.Migrator.ReadAuditAsync(run.Id, cancellation))
        {
            last = record.Event == AuditEvents.Rehearsed ? record : last;
        }

        return last;
    }

    private static async Task<string?> LeftOutAsync(ChecklistSubject subject, RunRecord run, CancellationToken cancellation)
    {
        if (run.Findings is { } blob)
        {
            await foreach (var finding in subject.Host.Migrator.ReadFindingsAsync(blob, cancellation))
            {
                if (finding.Code == PlanCodes.NotRehearsed.Code)
                {
                    return $"{(finding.Target is null ? "" : finding.Target + ": ")}{finding.Message}";
                }
            }
        }

        return null;
    }
}
