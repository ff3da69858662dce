using FunctionsMigrator.Cli.Checklist.Checks;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>The checks before a run, in the order in which they are shown. A new one is a file in <c>Checks</c> and a line here.</summary>
internal static class PreflightChecks
{
    /// <summary>All checks.</summary>
    public static IReadOnlyList<IChecklistCheck> All { get; } =
    [
        new VersionControlCheck(),
        new ProviderChecksCheck(),
        new ChecksumsCheck(),
        new SchemaCheck(),
        new DryRunCheck(),
        new PolicyCheck(),
        new RehearsalCheck(),
        new ApprovalRehearsalCheck(),
        new ApprovalsCheck(),
        new ApproverKeysCheck(),
        new AnalysesCheck(),
        new TelemetryCheck(),
        new NoticesCheck(),
        new AlertsCheck(),
        new LoopsCheck(),
        new AccessCheck(),
        new BackupCheck(),
    ];

    /// <summary>Runs them one after the other.</summary>
    public static async Task<IReadOnlyList<ChecklistLine>> RunAsync(ChecklistSubject subject, CancellationToken cancellation)
    {
        var lines = new List<ChecklistLine>();
        foreach (var check in All)
        {
            lines.AddRange(await check.RunAsync(subject, cancellation));
        }

        return lines;
    }
}
