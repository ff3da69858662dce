namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Somebody approved this very bundle in the environment before.</summary>
internal sealed class ApprovalRehearsalCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "approval-rehearsal";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation) =>
        subject.Repository is null ? this.Unread() : [Look(await StageBefore.FindAsync(subject, cancellation))];

    private ChecklistLine Look(StageBefore? before) => before switch
    {
        { Run: { ApprovedBy: { Count: > 0 } by } run } => this.Pass($"run {run.Id} was approved by {string.Join(", ", by)}"),
        { Run: { } run } => this.Unknown($"run {run.Id} of {before.Environment} needed nobody, so nobody has practised it"),
        _ => this.Unknown("no run of an environment before brought this bundle"),
    };
}
