using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>
/// Reference data: a file whose rows are those of the table, in order of their keys. A file that says the same already stays as it is, in whatever order and wording.
/// Rows are read twice and never held: once to compare, once to write.
/// </summary>
internal static class RowCapture
{
    // Rows in place are part of a document, which is edited in memory.
    private const int MostInPlace = 10_000;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Compares the table with git, and keeps the file when they differ. Answers the edits of the document where the rows stand in it.</summary>
    public static async Task<IReadOnlyList<MetadataEdit>> RunAsync(
        CaptureSide side, ReferenceDataDocument resource, ItemOwners owners, IReadOnlySet<string> differing, ICaptureFiles files, CaptureTally tally, CancellationToken cancellation)
    {
        await foreach (var (key, desired, live) in side.ItemsAsync(cancellation))
        {
            if (desired?.Checksum != live?.Checksum)
            {
                tally.Take(key, desired is not null, live is not null);
            }
        }

        if ((!tally.Any && side.Declared) || side.Findings.Count > 0)
        {
            return [];
        }

        if (Obstacle(side, resource, owners, differing) is { } obstacle)
        {
            var first = tally.Items.Count > 0 ? tally.Items[0].Key : "";
            tally.Clear();
            if (obstacle.Code is { } code)
            {
                tally.Keep(code, obstacle.Why, first);
            }

            return [];
        }

        if (resource.File is { } file)
        {
            var path = RepositoryPath.Resolve(resource.Place.File, file)!;
            await files.WriteAsync(path, (stream, token) => path.EndsWith(".json", StringComparison.Ordinal) ? WriteJsonAsync(side, stream, token) : WriteCsvAsync(side, stream, token), cancellation);
            return [];
        }

        using var rows = new MemoryStream();
        await WriteJsonAsync(side, rows, cancellation);
        rows.Position = 0;
        using var list = await JsonDocument.ParseAsync(rows, cancellationToken: cancellation);
        return [new MetadataEdit(null, "rows", list.RootElement.Clone())];
    }

    private static (FailureCode? Code, string Why)? Obstacle(CaptureSide side, ReferenceDataDocument resource, ItemOwners owners, IReadOnlySet<string> differing) =>
        differing.Count > 0 ? (null, "")
        : resource.Sensitive.Count > 0 && side.Declared ? (CaptureCodes.Sensitive, $"the rows differ from git, and the columns {string.Join(", ", resource.Sensitive)} are sensitive")
        : resource.Substitute ? (CaptureCodes.Variable, "the rows differ from what the file and its variables give")
        : owners.Shared ? (CaptureCodes.NoForm, "the rows differ from git, and several resources share the table")
        : resource.File is { } file && (file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal))
            ? (CaptureCodes.NoForm, "the rows differ from git, and a YAML file of rows is not rewritten; a CSV file would be")
        : resource.Rows is { Count: > MostInPlace } ? (CaptureCodes.NoForm, $"the rows differ from git, and more than {MostInPlace} stand in the document; put them into a CSV file")
        : null;

    private static async Task WriteCsvAsync(CaptureSide side, Stream stream, CancellationToken cancellation)
    {
        var columns = side.Slice.Table!.Columns;
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 64 << 10, leaveOpen: true);
        await writer.WriteAsync(CsvText.Record(columns).AsMemory(), cancellation);
        await foreach (var item in side.LiveAsync(cancellation))
        {
            var row = RowJson.ParseContent((await item.Content.ReadAsync(cancellation)).Span);
            await writer.WriteAsync(CsvText.Record(columns.Select(column => row[column])).AsMemory(), cancellation);
        }
    }

    // A row a line, so that a change of one row is a change of one line.
    private static async Task WriteJsonAsync(CaptureSide side, Stream stream, CancellationToken cancellation)
    {
        var types = side.Shape!.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var columns = side.Slice.Table!.Columns;
        await stream.WriteAsync("["u8.ToArray(), cancellation);
        var (first, count) = (true, 0);
        await foreach (var item in side.LiveAsync(cancellation))
        {
            var row = RowJson.ParseContent((await item.Content.ReadAsync(cancellation)).Span);
            await stream.WriteAsync(first ? "\n  "u8.ToArray() : ",\n  "u8.ToArray(), cancellation);
            first = false;
            await using var writer = new Utf8JsonWriter(stream, Compact);
            writer.WriteStartObject();
            foreach (var column in columns)
            {
                writer.WritePropertyName(column);
                Write(writer, types[column], row[column]);
            }

            writer.WriteEndObject();
            await writer.FlushAsync(cancellation);
            count++;
        }

        await stream.WriteAsync(count == 0 ? "]\n"u8.ToArray() : "\n]\n"u8.ToArray(), cancellation);
    }

    private static void Write(Utf8JsonWriter writer, ColumnType type, string? text)
    {
        if (text is null)
        {
            writer.WriteNullValue();
        }
        else if (type is ColumnType.Boolean or ColumnType.Integer or ColumnType.Decimal or ColumnType.Real)
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
