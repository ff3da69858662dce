namespace FunctionsMigrator.Bench.Rows;

/// <summary>One kind of database: how it is made, and what others do with the file.</summary>
internal interface IRowsMedium
{
    string Name { get; }

    /// <summary>The target's definition in an environment file.</summary>
    string Target { get; }

    /// <summary>The table that all start from.</summary>
    string Create { get; }

    /// <summary>Makes the database with the table as it was, to be copied for each measurement.</summary>
    Task PrepareAsync(IEnumerable<string> lines, CancellationToken cancellation);

    /// <summary>A database with the table as it was, and nothing else.</summary>
    Task ResetAsync(CancellationToken cancellation);

    /// <summary>Writes each row of the file, then deletes what the file does not name.</summary>
    Task UpsertAsync(string file, CancellationToken cancellation);

    /// <summary>Loads the file as it is beside the table and lets the database merge it.</summary>
    Task MergeAsync(string file, CancellationToken cancellation);

    /// <summary>Reads file and table, compares them here, and writes what differs.</summary>
    Task DiffAsync(string file, CancellationToken cancellation);

    /// <summary>Rows of the table, sum of its stock, and sum of its prices: what shows that all did the same.</summary>
    Task<string> SumAsync(CancellationToken cancellation);
}
