using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint;

/// <summary>Asks a live target what the text of a script cannot tell, each thing once, and no more than a bounded number of things.</summary>
internal sealed class Inquiry(IReplica? replica, LintScope scope, SqlDialect dialect)
{
    private const int MostTables = 200;
    private const int MostQuestions = 40;

    // One question that runs out of time is a big table; two are a target that should be left alone.
    private const int MostProblems = 2;

    private readonly Dictionary<LintTable, TableFacts?> _tables = [];
    private int _questions;
    private int _problems;

    /// <summary>What a hit comes to; null: nothing.</summary>
    public async Task<Decided?> DecideAsync(LintHit hit, CancellationToken cancellation)
    {
        if (hit.Table is not { } name || await FactsAsync(LintTable.Of(name, dialect), cancellation) is not { } facts)
        {
            return hit.OnlyWithFacts ? null : new Decided(hit);
        }

        if (scope.NeverNull(name).ToList() is { Count: > 0 } proven)
        {
            facts = facts with { NeverNull = facts.NeverNull.Union(proven).ToHashSet(StringComparer.Ordinal) };
        }

        var refined = hit.Refine is null ? hit : hit.Refine(facts);
        return refined?.Question is { } question ? await CountAsync(refined, name, question, facts, cancellation) : refined is null ? null : new Decided(refined);
    }

    private async Task<Decided> CountAsync(LintHit hit, SqlName name, RowQuestion question, TableFacts facts, CancellationToken cancellation)
    {
        if (await CompleteAsync(question, facts, cancellation) is not { } complete)
        {
            return new Decided(hit);
        }

        if (_questions >= MostQuestions || _problems >= MostProblems)
        {
            return Said(hit, Severity.Warning, "The rows were not counted, to leave the target alone.");
        }

        _questions++;
        var count = await replica!.CountAsync(complete, cancellation);
        if (count.Rows is not { } rows)
        {
            _problems++;
            return Said(hit, Severity.Warning, $"The rows could not be counted: {count.Problem}.");
        }

        var counted = $"{RowWords.Of(complete, count)} now";
        return scope.Moved(name) || (complete.Other is not null && scope.Moved(complete.Other.ToString()))
            ? Said(hit, Severity.Warning, $"{counted}; what comes before this statement may change that.")
            : Said(hit, rows == 0 ? Severity.Info : Severity.Error, rows == 0 ? $"{counted}." : $"{counted}: it would fail.");
    }

    /// <summary>The question with the other table's key, where the script names none; null where its columns are not there yet.</summary>
    private async Task<RowQuestion?> CompleteAsync(RowQuestion question, TableFacts facts, CancellationToken cancellation)
    {
        if (!question.Columns.All(facts.Columns.ContainsKey))
        {
            return null;
        }

        if (question.Other is null)
        {
            return question;
        }

        if (await FactsAsync(question.Other, cancellation) is not { } other)
        {
            return null;
        }

        var columns = question.OtherColumns.Count == 0 ? other.PrimaryKey : question.OtherColumns;
        return columns.Count == question.Columns.Count && columns.All(other.Columns.ContainsKey) ? question with { OtherColumns = columns } : null;
    }

    private async Task<TableFacts?> FactsAsync(LintTable table, CancellationToken cancellation)
    {
        if (!_tables.TryGetValue(table, out var facts) && replica is not null && _tables.Count < MostTables)
        {
            _tables[table] = facts = await replica.DescribeAsync(table, cancellation);
        }

        return facts;
    }

    private static Decided Said(LintHit hit, Severity severity, string answer) => new(hit with { Message = $"{hit.Message} {answer}" }, severity);
}
