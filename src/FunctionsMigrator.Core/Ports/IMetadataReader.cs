using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Ports;

/// <summary>Reads and checks the files of a metadata repository.</summary>
public interface IMetadataReader
{
    /// <summary>
    /// Reads everything and answers all findings, not the first only. There is a value when no finding is an error.
    /// </summary>
    Task<Outcome<MetadataRepository>> ReadAsync(ISourceTree tree, CancellationToken cancellation);
}
