using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>Makes the slice of a resource, and checks what can be told before its items are read.</summary>
internal sealed class Slices(RowSources rowSources)
{
    // A page of the services that answer in pages, with some room for items of others.
    private const int PartItems = 900;

    public async Task<Outcome<ResourceSlice>> OfAsync(SourceIndex index, ResourceDocument resource, int rank, CancellationToken cancellation)
    {
        switch (resource)
        {
            case SettingsDocument settings:
                return Checked(resource, new(resource.Name, resource.Kind, "settings", rank, Parts: PartsOf(settings.Settings.Keys)), settings.Settings.Keys);
            case FeatureFlagsDocument flags:
                return Checked(resource, new(resource.Name, resource.Kind, "flags", rank, Parts: PartsOf(flags.Flags.Keys)), flags.Flags.Keys);
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
        if (resource.Sensitive.Count == 0)
        {
            return Outcome.Of(slice);
        }

        var known = names.ToHashSet(StringComparer.Ordinal);
        return resource.Sensitive.Where(name => !known.Contains(name)).ToList() is { Count: > 0 } unknown
            ? Outcome.Fail<ResourceSlice>([.. unknown.Select(name => ItemCodes.SensitiveUnknown.Finding(
                $"'{resource.Name}' has no item or column '{name}'.{DidYouMean.Hint(name, known)}", resource.Place))])
            : Outcome.Of(slice);
    }

    private static string[]? PartsOf(IEnumerable<string> keys)
    {
        var all = keys.ToArray();
        if (all.Length < 2 * PartItems)
        {
            return null;
        }

        Array.Sort(all, Utf8Order.Instance);
        return [.. Enumerable.Range(1, (all.Length - 1) / PartItems).Select(part => all[part * PartItems])];
    }

    private static Outcome<ResourceSlice> None(ResourceDocument resource, string path, string pattern) =>
        ItemCodes.NoFile.Fail<ResourceSlice>($"'{resource.Name}' finds no file {pattern} in '{path}'.", resource.Place);
}
