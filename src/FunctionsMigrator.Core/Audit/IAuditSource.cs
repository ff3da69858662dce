namespace FunctionsMigrator.Core.Audit;

/// <summary>Where records and links are read from: a store, or a folder that was exported from one.</summary>
public interface IAuditSource
{
    /// <summary>The stored bytes, at most <see cref="AuditFormat.LargestRecord"/> and one more; null when there are none.</summary>
    Task<byte[]?> ReadAsync(string name, CancellationToken cancellation);

    /// <summary>Names that start with the prefix, in <see cref="Utf8Order"/>.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation);
}
