using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.DropTable;

/// <summary>DROP TABLE.</summary>
internal sealed class DropTableAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.DropTable;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<ObjectsDropped>()
        where found.Act.Kind is "TABLE" or "FOREIGN TABLE"
        from name in found.Act.Names

            // SQLite's own way to change a table: fill a new one, drop the old one, give the new one its name.
        where !script.All<TableRenamed>().Any(renamed => renamed.Act.To.Identity == name.Identity)
        select new LintHit(Code, found.Statement, $"{name.Plain} goes, with all its rows.") { Table = name };
}
