using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Terminal;

/// <summary>What <c>--json</c> prints when something could not be done.</summary>
internal sealed record FailureDocument(IReadOnlyList<Finding> Findings);
