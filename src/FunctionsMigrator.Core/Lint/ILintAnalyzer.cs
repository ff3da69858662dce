using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint;

/// <summary>
/// Looks for one thing in scripts. Each stands in a folder of its own, beside <c>doc.md</c> (what it finds, why it matters, the safe way) and examples: every <c>bad*.sql</c>
/// gives just its code, no <c>good*.sql</c> gives any.
/// </summary>
internal interface ILintAnalyzer
{
    /// <summary>Its code.</summary>
    FailureCode Code { get; }

    /// <summary>What it finds in a script, in the order of the statements.</summary>
    IEnumerable<LintHit> Look(LintScript script);
}
