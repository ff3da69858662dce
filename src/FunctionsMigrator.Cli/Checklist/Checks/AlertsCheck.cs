namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>Somebody is told when a run fails. Alert rules stand in Azure, which is not asked, so the line never passes.</summary>
internal sealed class AlertsCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "alerts";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ChecklistLine>>(
        [this.Unknown("alert rules stand in Azure Monitor, which is not asked from here", "List them with `az monitor scheduled-query list --resource-group GROUP --output table`.")]);
}
