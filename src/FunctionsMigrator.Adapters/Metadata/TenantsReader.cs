using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Reads columns, rings and labels of tenants files. What is wrong with their lines is found where tenants become targets.</summary>
internal static class TenantsReader
{
    public static async Task<IReadOnlyDictionary<string, TenantsTable>> ReadAsync(
        ISourceTree tree, ContentFiles files, IEnumerable<SourceDocument> documents, CancellationToken cancellation)
    {
        var tables = new Dictionary<string, TenantsTable>(StringComparer.Ordinal);
        foreach (var path in documents.Select(document => document.Record).OfType<EnvironmentDocument>().SelectMany(files.Of).Distinct(StringComparer.Ordinal))
        {
            if (await ReadAsync(tree, path, cancellation) is { } table)
            {
                tables[path] = table;
            }
        }

        return tables;
    }

    private static async Task<TenantsTable?> ReadAsync(ISourceTree tree, string path, CancellationToken cancellation)
    {
        await using var csv = new CsvReader(CanonicalText.Normalise(await tree.OpenAsync(path, cancellation)), path);
        if (await csv.ReadAsync(cancellation) is not { } header)
        {
            return null;
        }

        string[] columns = [.. header.Select(field => field.Text ?? "")];
        var ring = Array.IndexOf(columns, "ring");
        var label = Array.IndexOf(columns, "labels");
        var rings = new HashSet<string>(StringComparer.Ordinal);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        while (await csv.ReadAsync(cancellation) is { } line)
        {
            if (ring >= 0 && ring < line.Count && line[ring].Text is { Length: > 0 } value)
            {
                rings.Add(value);
            }

            if (label >= 0 && label < line.Count)
            {
                labels.UnionWith(TenantLabels.Of(line[label].Text));
            }
        }

        return csv.Problem is null ? new TenantsTable(columns, rings, labels) : null;
    }
}
