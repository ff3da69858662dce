using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Planning;

/// <summary>Prints a comparison of two environments as it is made; disposing it writes the end.</summary>
internal interface IComparisonWriter : IAsyncDisposable
{
    /// <summary>Adds a difference.</summary>
    Task AddAsync(LiveDifference difference, CancellationToken cancellation);

    /// <summary>Adds what could not be compared.</summary>
    void Add(IReadOnlyList<Finding> findings);
}
