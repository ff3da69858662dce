namespace FunctionsMigrator.Cli.Checklist;

/// <summary>One check before a run. It only reads; what it cannot read is <see cref="CheckStatus.Unknown"/> with the reason, never a pass.</summary>
internal interface IChecklistCheck
{
    /// <summary>Stable name: <c>dry-run</c>.</summary>
    string Name { get; }

    /// <summary>Looks, and answers at least one line.</summary>
    Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation);
}
