using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;

namespace FunctionsMigrator.Cli.Auditing;

/// <summary>What <c>fm audit report --json</c> prints.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="From">The first instant of the period.</param>
/// <param name="To">The first instant behind it.</param>
/// <param name="Intact">Whether every chain stands and every record says what its chain says.</param>
/// <param name="Chain">The chain of the environment.</param>
/// <param name="Runs">The runs that started in the period, oldest first.</param>
internal sealed record ReportDocument(string Environment, DateTimeOffset From, DateTimeOffset To, bool Intact, AuditVerdict Chain, IReadOnlyList<RunRow> Runs);
