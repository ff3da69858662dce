using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.ChangeType;

/// <summary>ALTER COLUMN ... TYPE that writes the table anew.</summary>
internal sealed class ChangeTypeAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.ChangeType;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<TypeChanged>()
        where script.IsPostgres
        let type = NarrowType.ColumnType.Read(found.Act.Type)
        let hit = new LintHit(Code, found.Statement, $"Nobody can read or write {found.Act.Table.Plain} until every row is written with {found.Act.Column} as {found.Act.Type.Trim()}.")
        {
            Table = found.Act.Table,

            // Without the old type one finding is enough: that it may become narrower.
            OnlyWithFacts = type.MayNarrow,
        }
        select hit with { Refine = facts => Refined(hit, found.Act, type, facts) };

    private static LintHit? Refined(LintHit hit, TypeChanged act, NarrowType.ColumnType type, TableFacts facts) =>
        !act.Using && facts.Columns.TryGetValue(act.Column, out var now) && type.TakesOver(NarrowType.ColumnType.Read(now)) ? null : hit.UnlessSmall().Refine!(facts);
}
