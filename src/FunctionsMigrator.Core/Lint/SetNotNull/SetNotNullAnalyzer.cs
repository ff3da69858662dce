using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.SetNotNull;

/// <summary>SET NOT NULL.</summary>
internal sealed class SetNotNullAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.SetNotNull;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<NotNullSet>()
        let hit = new LintHit(Code, found.Statement, $"It fails where a row of {found.Act.Table.Plain} holds NULL in {found.Act.Column}.")
        {
            Table = found.Act.Table,
            Question = new RowQuestion(RowQuestionKind.Nulls, LintTable.Of(found.Act.Table, script.Dialect), [found.Act.Column]),
        }
        select hit with { Refine = facts => facts.NeverNull.Contains(found.Act.Column) ? null : hit };
}
