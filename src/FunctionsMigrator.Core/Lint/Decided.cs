using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Lint;

/// <summary>A hit and how much it weighs.</summary>
internal sealed record Decided(LintHit Hit, Severity Severity = Severity.Warning);
