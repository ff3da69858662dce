using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint.NarrowType;

/// <summary>ALTER COLUMN ... TYPE to one that holds less.</summary>
internal sealed class NarrowTypeAnalyzer : ILintAnalyzer
{
    public FailureCode Code => LintCodes.NarrowType;

    public IEnumerable<LintHit> Look(LintScript script) =>
        from found in script.All<TypeChanged>()
        let type = ColumnType.Read(found.Act.Type)
        where type.MayNarrow
        let hit = new LintHit(Code, found.Statement, $"What {found.Act.Table.Plain}.{found.Act.Column} holds may not fit into {found.Act.Type.Trim()}.") { Table = found.Act.Table }
        select hit with { Refine = facts => Refined(hit, found.Act, type, facts, script) };

    private static LintHit? Refined(LintHit hit, TypeChanged act, ColumnType type, TableFacts facts, LintScript script)
    {
        if (!facts.Columns.TryGetValue(act.Column, out var now))
        {
            return hit;
        }

        var old = ColumnType.Read(now);
        if (type.Holds(old))
        {
            return null;
        }

        var named = hit with { Message = $"{act.Table.Plain}.{act.Column} is {now} and becomes {act.Type.Trim()}." };

        // With USING the script says itself what becomes of each value.
        return act.Using || !(type.Length is not null && old.IsText) && !(type.Range is not null && old.Range is not null) ? named : named with
        {
            Question = new RowQuestion(type.Range is null ? RowQuestionKind.TooLong : RowQuestionKind.OutOfRange, LintTable.Of(act.Table, script.Dialect), [act.Column])
            {
                Least = type.Range?.Least ?? 0,
                Most = type.Range?.Most ?? type.Length!.Value,
            },
        };
    }
}
