namespace FunctionsMigrator.Cli.Demo;

/// <summary>What <c>fm demo --json</c> prints.</summary>
/// <param name="Runs">All runs in the order in which they were started.</param>
/// <param name="AuditVerified">Whether the audit of every environment is whole.</param>
/// <param name="RestoredExactly">Whether production's checksums were the same before and after the run that was rolled back.</param>
internal sealed record DemoDocument(IReadOnlyList<DemoRun> Runs, bool AuditVerified, bool RestoredExactly);

/// <summary>One run of the demonstration.</summary>
internal sealed record DemoRun(string Id, string Environment, string State);
