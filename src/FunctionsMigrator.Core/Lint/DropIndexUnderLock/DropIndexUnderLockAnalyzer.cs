using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.DropIndexUnderLock;

/// <summary>DROP INDEX without CONCURRENTLY.</summary>
internal sealed class DropIndexUnderLockAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.DropIndex;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ObjectsDropped>()
        where script.IsPostgres && found.Act is { Kind: "INDEX", Concurrently: false, Cascade: false }
        select new LintHit(Code, found.Statement, "It waits for every query on the table to end, and everybody else waits behind it.");
}
