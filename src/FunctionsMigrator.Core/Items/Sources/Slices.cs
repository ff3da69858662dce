using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>Makes the slice of a resource, and checks what can be told before its items are read.</summary>
internal sealed class Slices(RowSources rowSources)
{
    public async Task<Outcome<ResourceSlice>> OfAsync(SourceIndex index, ResourceDocument resource, int rank, CancellationToken cancellation)
    {
        switch (resource)
        {
            case SettingsDocument settings:
                return Checked(resource, new(resource.Name, resource.Kind, "settings", rank), settings.Settings.Keys);
            case FeatureFlagsDocument flags:
                return Checked(resource, new(resource.Name, resource.Kind, "flags", rank), flags.Flags.Keys);
            case HttpResourcesDocument http:
                return Checked(resource, new(resource.Name, resource.Kind, "http", rank, Keys: [.. http.Resources.Keys.Order(Utf8Order.Instance)]), http.Resources.Keys);
            case SqlMigrationsDocument sql:
                var scripts = Checked(resource, new(resource.Name, resource.Kind, $"scripts:{resource.Name}", rank), []);
                return index.Content.Scripts(sql).Count > 0 ? scripts : None(resource, sql.Path.ToString(), "*.sql");
            case DocumentsDocument documents:
                var files = DocumentItems.Files(index, documents);
                return files.Count > 0
                    ? Checked(resource, new(resource.Name, resource.Kind, "documents", rank, ContentType: documents.ContentType), files.Select(file => file.Key))
                    : None(resource, documents.Path, string.Join(", ", documents.Include));
            case ReferenceDataDocument data:
                return await RowsAsync(index, data, rank, cancellation);
            default:
                throw new ArgumentOutOfRangeException(nameof(resource), resource.Kind, "A kind of resource without slices.");
        }
    }

    private async Task<Outcome<ResourceSlice>> RowsAsync(SourceIndex index, ReferenceDataDocument resource, int rank, CancellationToken cancellation)
    {
        var source = await rowSources.OpenAsync(index, resource, cancellation);
        var columns = source.Succeeded
            ? await new RowItems(resource, source.Value, null, null).ColumnsAsync(cancellation)
            : source.As<IReadOnlyList<string>>();
        return columns.Succeeded
            ? Checked(
                resource,
                new(resource.Name, resource.Kind, $"rows:{resource.Table}", rank, new TableSlice(resource.Table, resource.Key, columns.Value)),
                columns.Value)
            : columns.As<ResourceSlice>();
    }

    /// <summary>A misspelt name in <c>sensitive</c> would show what should be hidden.</summary>
    private static Outcome<ResourceSlice> Checked(ResourceDocument resource, ResourceSlice slice, IEnumerable<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        return resource.Sensitive.Where(name => !known.Contains(name)).ToList() is { Count: > 0 } unknown
            ? Outcome.Fail<ResourceSlice>([.. unknown.Select(name => ItemCodes.SensitiveUnknown.Finding(
                $"'{resource.Name}' has no item or column '{name}'.{DidYouMean.Hint(name, known)}", resource.Place))])
            : Outcome.Of(slice);
    }

    private static Outcome<ResourceSlice> None(ResourceDocument resource, string path, string pattern) =>
        ItemCodes.NoFile.Fail<ResourceSlice>($"'{resource.Name}' finds no file {pattern} in '{path}'.", resource.Place);
}
