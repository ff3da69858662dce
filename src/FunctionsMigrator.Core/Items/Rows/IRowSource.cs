using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Items.Rows;

/// <summary>Rows of one resource, in whatever form git holds them.</summary>
internal interface IRowSource
{
    /// <summary>Path of the file that the rows stand in.</summary>
    string File { get; }

    /// <summary>The columns that the rows fill, read without reading all rows.</summary>
    Task<Outcome<IReadOnlyList<string>>> ColumnsAsync(CancellationToken cancellation);

    /// <summary>
    /// The rows in the order of the file, made by <paramref name="rows"/>, in pages. What is no row is a finding and left out; what keeps the rest from being read ends the rows. Answers
    /// the same each time.
    /// </summary>
    IAsyncEnumerable<RowPage> ReadAsync(RowBuilder rows, FindingList findings, CancellationToken cancellation);
}
