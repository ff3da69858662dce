using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Rows that stand in the document have a key, and one of their own. Rows of files are checked where they are read.</summary>
internal sealed class RowCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.RecordsOf<ReferenceDataDocument>().SelectMany(Keys);

    private static IEnumerable<Finding> Keys(Sourced<ReferenceDataDocument> data)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, row) in (data.Record.Rows ?? []).Index())
        {
            var place = data.PlaceOf("rows", index);
            var missing = data.Record.Key.Where(column => !row.TryGetValue(column, out var value) || value.ValueKind == JsonValueKind.Null).ToArray();
            if (missing.Length > 0)
            {
                yield return ItemCodes.KeyMissing.Finding($"Row {index + 1} has no value for the key {DidYouMean.List(missing)}.", place);
                continue;
            }

            var key = JsonSerializer.Serialize(data.Record.Key.Select(column => row[column].ToString()), FmJson.Line);
            if (!lines.TryAdd(key, place.Line))
            {
                yield return ItemCodes.KeyTwice.Finding($"Row {index + 1} has the key of the row in line {lines[key]}: {key}.", place);
            }
        }
    }
}
