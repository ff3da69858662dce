using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>Makes the document of a resource that the repository does not have yet.</summary>
internal static class NewResources
{
    private const string Folder = "metadata";

    /// <summary>The document, with the place that it will have.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="repository">What git has.</param>
    /// <param name="target">The open target; asked for the columns of a table.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Outcome<(ResourceDocument Document, ResourceSlice Slice)>> MakeAsync(
        NewResource request, MetadataRepository repository, ITarget target, CancellationToken cancellation)
    {
        var file = $"{Folder}/{request.Name}.yaml";
        if (!Regex.IsMatch(request.Name, MetadataDocument.NamePattern, RegexOptions.NonBacktracking))
        {
            return Fail($"'{request.Name}' is no name of a resource: letters, digits, '.', '_' and '-', at most 100.");
        }

        if (repository.Resources.Any(resource => resource.Name == request.Name) || repository.Tree.Files.Any(known => known.Path == file))
        {
            return Fail($"'{request.Name}' is there already; without --kind it is captured anew.");
        }

        var path = request.Path ?? (request.Kind == ResourceKind.ReferenceData ? $"{request.Name}.csv" : request.Name);
        if (RepositoryPath.Resolve(file, path) is not { } resolved)
        {
            return Fail($"--path '{path}' is no path below {Folder}/.");
        }

        var place = new Place(file, 1, 1);
        switch (request.Kind)
        {
            case ResourceKind.Settings:
                return Of(
                    new SettingsDocument { Name = request.Name, Target = request.Target, Place = place, Settings = new Dictionary<string, JsonElement>() }, new ResourceSlice(request.Name, request.Kind, "settings", 0));
            case ResourceKind.FeatureFlags:
                return Of(
                    new FeatureFlagsDocument { Name = request.Name, Target = request.Target, Place = place, Flags = new Dictionary<string, JsonElement>() }, new ResourceSlice(request.Name, request.Kind, "flags", 0));
            case ResourceKind.Documents:
                return repository.Tree.Files.Any(known => RepositoryPath.Below(resolved, known.Path) is not null)
                    ? Fail($"The folder {resolved} holds files already.")
                    : Of(new DocumentsDocument { Name = request.Name, Target = request.Target, Place = place, Path = path }, new ResourceSlice(request.Name, request.Kind, "documents", 0));
            case ResourceKind.SqlMigrations:
                return Of(
                    new SqlMigrationsDocument { Name = request.Name, Target = request.Target, Place = place, Path = path }, new ResourceSlice(request.Name, request.Kind, $"scripts:{request.Name}", 0));
            case ResourceKind.ReferenceData when repository.Tree.Files.Any(known => known.Path == resolved):
                return Fail($"The file {resolved} is there already.");
            case ResourceKind.ReferenceData when !resolved.EndsWith(".csv", StringComparison.Ordinal) && !resolved.EndsWith(".json", StringComparison.Ordinal):
                return Fail($"--path '{path}' is neither a .csv nor a .json file.");
            case ResourceKind.ReferenceData:
                return await RowsAsync(request, place, path, target, cancellation);
            default:
                return CaptureCodes.NoForm.Fail<(ResourceDocument, ResourceSlice)>($"Resources of kind {request.Kind} are asked for by path and never listed, so there is nothing to start from.");
        }
    }

    /// <summary>The edits that make the document out of its first two lines.</summary>
    public static IEnumerable<MetadataEdit> Edits(ResourceDocument resource)
    {
        yield return Text("target", resource.Target);
        switch (resource)
        {
            case DocumentsDocument documents:
                yield return Text("path", documents.Path);
                break;
            case SqlMigrationsDocument sql:
                yield return Text("path", sql.Path[0]);
                break;
            case ReferenceDataDocument data:
                yield return Text("table", data.Table);
                yield return new MetadataEdit(null, "key", JsonSerializer.SerializeToElement(data.Key));
                yield return Text("file", data.File!);
                break;
            default:
                yield return new MetadataEdit(null, resource.Kind == ResourceKind.Settings ? "settings" : "flags", JsonSerializer.SerializeToElement(new Dictionary<string, int>()));
                break;
        }
    }

    private static MetadataEdit Text(string key, string value) => new(null, key, JsonSerializer.SerializeToElement(value));

    private static async Task<Outcome<(ResourceDocument Document, ResourceSlice Slice)>> RowsAsync(NewResource request, Place place, string path, ITarget target, CancellationToken cancellation)
    {
        if (request.Table is not { } table)
        {
            return Fail("Reference data needs `--table TABLE`.");
        }

        var described = await target.DescribeAsync(table, [], cancellation);
        if (!described.Succeeded)
        {
            return described.As<(ResourceDocument, ResourceSlice)>();
        }

        if (described.Value is not { } shape)
        {
            return TargetCodes.TableMismatch.Fail<(ResourceDocument, ResourceSlice)>($"The target has no table '{table}'.", target: target.Binding.Address.ToString());
        }

        string[] columns = [.. shape.Columns.Where(column => !column.Generated).Select(column => column.Name)];
        var key = request.Key ?? (shape.UniqueKeys.Count > 0 ? shape.UniqueKeys[0] : null);
        if (key is null || key.Count == 0)
        {
            return Fail($"The table '{table}' has no key; name columns that tell its rows apart with `--key COLUMN,...`.");
        }

        return key.FirstOrDefault(name => !columns.Contains(name, StringComparer.Ordinal)) is { } missing
            ? Fail($"The table '{table}' has no column '{missing}'.{DidYouMean.Hint(missing, columns)} It has {DidYouMean.List(columns)}.")
            : Of(
                new ReferenceDataDocument { Name = request.Name, Target = request.Target, Place = place, Table = table, Key = key, File = path },
                new ResourceSlice(request.Name, request.Kind, $"rows:{table}", 0, new TableSlice(table, key, columns)));
    }

    private static Outcome<(ResourceDocument Document, ResourceSlice Slice)> Of(ResourceDocument document, ResourceSlice slice) => Outcome.Of((document, slice));

    private static Outcome<(ResourceDocument Document, ResourceSlice Slice)> Fail(string message) => CaptureCodes.Place.Fail<(ResourceDocument, ResourceSlice)>(message);
}
