using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Planning;

/// <summary>Reads the lines of a target's plan.</summary>
public static class PlanLines
{
    /// <summary>The changes in order; none for a plan without a change.</summary>
    public static IAsyncEnumerable<Change> Of(IBlobStore blobs, TargetPlan plan, CancellationToken cancellation) =>
        plan.Lines is { } name ? blobs.ReadLinesAsync<Change>(BlobArea.Plans, name, cancellation) : AsyncEnumerable.Empty<Change>();
}
