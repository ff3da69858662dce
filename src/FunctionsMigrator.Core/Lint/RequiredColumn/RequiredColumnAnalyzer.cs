using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.RequiredColumn;

/// <summary>A new column that programs must fill: NOT NULL on an empty table, or a default that is dropped again.</summary>
internal sealed class RequiredColumnAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.RequiredColumn;

    public IEnumerable<LintHit> Look(LintScript script) =>
        script.All<ColumnAdded>()
            .Where(found => found.Act.Column is { NotNull: true, Default: null, Generated: false })
            .Select(found => Hit(found.Statement, found.Act) with { OnlyWithFacts = true, Refine = facts => facts.Rows == 0 || facts.Bytes == 0 ? Hit(found.Statement, found.Act) : null })
            .Concat(
                from added in script.All<ColumnAdded>()
                where added.Act.Column is { NotNull: true, Default: not null }
                from dropped in script.All<DefaultDropped>()
                where dropped.Act.Table.Identity == added.Act.Table.Identity && dropped.Act.Column == added.Act.Column.Name
                select Hit(dropped.Statement, added.Act));

    private LintHit Hit(LintStatement statement, ColumnAdded act) =>
        new(Code, statement, $"A program that does not name {act.Column.Name} can no longer insert into {act.Table.Plain}.") { Table = act.Table };
}
