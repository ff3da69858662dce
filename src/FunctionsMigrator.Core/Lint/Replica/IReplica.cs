namespace FunctionsMigrator.Core.Lint.Replica;

/// <summary>A live target that answers questions about its tables, with the plan's identity: it only reads, and gives up after <see cref="RowCount.Patience"/>.</summary>
public interface IReplica
{
    /// <summary>What is known of a table; null where there is no such table, or it may not be looked at.</summary>
    Task<TableFacts?> DescribeAsync(LintTable table, CancellationToken cancellation);

    /// <summary>Counts. What cannot be counted in time, or at all, is an answer without a number; nothing is thrown for it.</summary>
    Task<RowCount> CountAsync(RowQuestion question, CancellationToken cancellation);
}
