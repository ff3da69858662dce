using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The states that a run went through, in order, each with when it was entered: told by the audit up to now, and by the run's record from now on.</summary>
internal sealed class RunTimeline
{
    private readonly List<(RunState State, DateTimeOffset Since)> _entries = [];

    /// <summary>What is known, oldest first; neighbours differ.</summary>
    public IReadOnlyList<(RunState State, DateTimeOffset Since)> Entries => _entries;

    /// <summary>Notes what a record of the audit tells of states.</summary>
    public void Note(AuditRecord record)
    {
        RunState? state = record.Event switch
        {
            AuditEvents.Received => RunState.Validating,
            AuditEvents.Validated or AuditEvents.PlanVoid => RunState.Rehearsing,
            AuditEvents.Rehearsed => RunState.Planning,
            AuditEvents.ApprovalRequested => RunState.AwaitingApproval,
            AuditEvents.WaveStarted => RunState.Applying,
            AuditEvents.BakeStarted => RunState.Baking,
            AuditEvents.Paused => RunState.Paused,
            AuditEvents.RollingBack => RunState.RollingBack,
            _ => null,
        };
        if (state is { } entered)
        {
            Add(entered, record.At);
        }
    }

    /// <summary>Notes where the run stands.</summary>
    public void Note(RunRecord run) => Add(run.State, run.Since ?? run.UpdatedAt);

    private void Add(RunState state, DateTimeOffset since)
    {
        if (_entries.Count == 0 || (_entries[^1].State != state && _entries[^1].Since <= since))
        {
            _entries.Add((state, since));
        }
    }
}
