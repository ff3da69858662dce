using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>What the audit of a run says of people and of its end, and where the run's record says otherwise: a record can be edited, a chain cannot without being found.</summary>
internal sealed class AuditedRun(RunRecord run)
{
    private readonly List<(Decided Decision, Digest? Plan)> _approvals = [];
    private readonly List<Decided> _refusals = [];
    private readonly List<Decided> _overrides = [];
    private readonly List<Finding> _differences = [];

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; private set; }

    /// <summary>Approvals of the plan that stood last.</summary>
    public IReadOnlyList<Decided> Approvals => [.. _approvals.Where(approval => approval.Plan == run.Plan?.Digest).Select(approval => approval.Decision)];

    /// <summary>Refusals that counted.</summary>
    public IReadOnlyList<Decided> Refusals => _refusals;

    /// <summary>What was set aside.</summary>
    public IReadOnlyList<Decided> Overrides => _overrides;

    /// <summary>Commits whose signatures counted.</summary>
    public int? SignedCommits { get; private set; }

    /// <summary>Commits whose signatures did not count.</summary>
    public int? RefusedCommits { get; private set; }

    /// <summary>Where record and audit differ.</summary>
    public IReadOnlyList<Finding> Differences => _differences;

    /// <summary>Takes the records in their order.</summary>
    public void Take(AuditRecord record)
    {
        var details = record.Details ?? new Dictionary<string, string>();
        var by = details.GetValueOrDefault("person") ?? record.Actor;
        var decided = new Decided(by, record.At, What(record, details), details.GetValueOrDefault(AuditDetails.Reason), record.Actor);
        switch (record.Event)
        {
            case AuditEvents.Approved when !details.ContainsKey("ignored"):
                _approvals.RemoveAll(approval => approval.Decision.By == by && approval.Plan == record.PlanDigest);
                _approvals.Add((decided, record.PlanDigest));
                break;
            case AuditEvents.Withdrawn:
                _approvals.RemoveAll(approval => approval.Decision.By == by);
                break;
            case AuditEvents.Rejected when !details.ContainsKey("ignored"):
                _refusals.Add(decided);
                break;
            case AuditEvents.Overridden or AuditEvents.LockBroken or AuditEvents.TakeOver or AuditEvents.BreakGlass or AuditEvents.Reviewed when !details.ContainsKey("ignored"):
                _overrides.Add(decided);
                break;
            case AuditEvents.CommitVerified:
                SignedCommits = (SignedCommits ?? 0) + 1;
                RefusedCommits ??= 0;
                break;
            case AuditEvents.CommitRefused:
                RefusedCommits = (RefusedCommits ?? 0) + 1;
                SignedCommits ??= 0;
                break;
            case AuditEvents.Finished:
                Ended = record.At;
                Compare(record, details);
                break;
        }
    }

    private void Compare(AuditRecord record, IReadOnlyDictionary<string, string> details)
    {
        Compare("state", run.State.ToString(), details.GetValueOrDefault(AuditDetails.State));
        Compare("commit", run.Commit, record.Commit);
        Compare("plan", run.Plan?.Digest.Hex, record.PlanDigest?.Hex);
        Compare("bundle", run.Bundle?.Hex, record.BundleDigest?.Hex);
    }

    private void Compare(string what, string? recorded, string? audited)
    {
        if (recorded != audited)
        {
            _differences.Add(AuditCodes.RecordDiffers.Finding($"The record of run {run.Id} says {what} {recorded ?? "none"}, its audit says {audited ?? "none"}."));
        }
    }

    private static string What(AuditRecord record, IReadOnlyDictionary<string, string> details) =>
        (details.GetValueOrDefault("what") ?? record.Target) is { } about ? $"{record.Event} {about}" : record.Event;
}
