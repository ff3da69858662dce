using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>Finds the reader for the rows of a resource: in place, CSV, JSON, YAML.</summary>
internal sealed class RowSources(RowsFileReader? yaml)
{
    public async Task<Outcome<IRowSource>> OpenAsync(SourceIndex index, ReferenceDataDocument resource, CancellationToken cancellation)
    {
        if (resource.Rows is { } rows && resource.File is null)
        {
            return Outcome.Of<IRowSource>(new ListedRows(rows, resource.Place, resource.Key));
        }

        if (resource.File is not { } written || resource.Rows is not null)
        {
            return ItemCodes.RowsFile.Fail<IRowSource>($"'{resource.Name}' needs either `file` or `rows`.", resource.Place, remedy: "Write one of the two.");
        }

        var file = index.Locate(resource, written);
        if (!file.Succeeded)
        {
            return file.As<IRowSource>();
        }

        var extension = file.Value[(file.Value.LastIndexOf('.') + 1)..];
        return extension switch
        {
            "csv" => Outcome.Of<IRowSource>(new CsvRows(index, file.Value)),
            "json" => Outcome.Of<IRowSource>(new JsonRows(index, file.Value, resource.Key)),
            "yaml" or "yml" when yaml is not null => await YamlAsync(index, resource, file.Value, cancellation),
            _ => ItemCodes.RowsFile.Fail<IRowSource>($"'{resource.Name}' names '{written}', and .{extension} is not read.", resource.Place),
        };
    }

    private async Task<Outcome<IRowSource>> YamlAsync(SourceIndex index, ReferenceDataDocument resource, string file, CancellationToken cancellation)
    {
        var text = await index.ReadTextAsync(file, cancellation);
        var value = text.Succeeded ? yaml!(text.Value, file) : text.As<JsonElement>();
        if (!value.Succeeded)
        {
            return value.As<IRowSource>();
        }

        if (value.Value.ValueKind != JsonValueKind.Array || value.Value.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Object))
        {
            return ItemCodes.RowShape.Fail<IRowSource>("The file is no list of rows.", new Place(file));
        }

        // A YAML mapping names a key once, which its reader has checked.
        var rows = value.Value.EnumerateArray().Select(row => row.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));
        return Outcome.Of<IRowSource>(new ListedRows([.. rows], new Place(file), resource.Key));
    }
}
