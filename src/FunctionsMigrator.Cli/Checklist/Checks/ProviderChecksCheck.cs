namespace FunctionsMigrator.Cli.Checklist.Checks;

/// <summary>The pipeline's results for the commit. No provider is asked in this version, so the line never passes.</summary>
internal sealed class ProviderChecksCheck : IChecklistCheck
{
    /// <inheritdoc/>
    public string Name => "ci";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ChecklistLine>>(
    [
        this.Unknown(
            "not configured: a policy cannot name checks of the git provider yet, and none is asked from here",
            subject.Commit.TryGet(out var commit) ? $"Look at the checks of {commit.Sha[..7]} where it was pushed." : null),
    ]);
}
