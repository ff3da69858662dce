using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.ReindexUnderLock;

/// <summary>REINDEX without CONCURRENTLY.</summary>
internal sealed class ReindexUnderLockAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.Reindex;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<IndexesRebuilt>()
        where script.IsPostgres && !found.Act.Concurrently
        select new LintHit(Code, found.Statement, $"Nobody can write to the table, or read by the index, until {found.Act.Name?.Plain ?? "all indexes"} {(found.Act.Name is null ? "stand" : "stands")} anew.");
}
