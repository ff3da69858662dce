using System.Globalization;
using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// What lies where in the table of an <c>azure-table</c> target. Items: settings in partition <c>settings</c>, flags in <c>flags</c>, the rows of table <c>countries</c> in
/// <c>rows.countries</c>, each under its encoded key. The product's own: partition <c>!fm</c>, and in the partitions of items every row key that begins with <c>!</c>,
/// which no encoded key does.
/// </summary>
internal static class TableLayout
{
    public const string OwnPartition = "!fm";
    public const string MarkerRow = "!marker";
    public const string ClaimRow = "!claim";
    public const string HolderPrefix = "!holder|";
    public const string ReceiptPrefix = "!receipt|";
    public const string RemovedPrefix = "!removed|";

    /// <summary>The first row key that an item can have: the lowest character of an encoding.</summary>
    public const string FirstItem = "-";

    /// <summary>The first row key behind all with the prefix.</summary>
    public static string End(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>The partition of a resource's items.</summary>
    public static string PartitionOf(ResourceSlice slice) => slice.Kind switch
    {
        ResourceKind.Settings => "settings",
        ResourceKind.FeatureFlags => "flags",
        _ => "rows." + KeyEncoding.Servers.EncodeKey(slice.Table!.Table),
    };

    /// <summary>The row key of a setting or flag.</summary>
    public static string RowOf(string key) => KeyEncoding.Servers.EncodeKey(key);

    /// <summary>The row key of a row: the encodings of its key's parts, parted by <c>|</c>; a hash where that would be too long.</summary>
    public static string RowOf(IReadOnlyList<string> parts)
    {
        var row = string.Join('|', parts.Select(KeyEncoding.Servers.EncodeKey));
        return row.Length <= KeyEncoding.LongestName ? row : "~~" + Digest.Of(RowJson.Key([.. parts])).Hex;
    }

    /// <summary>What stands in a partition while a claim is the highest.</summary>
    public static string HolderRow(long claim) => HolderPrefix + claim.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Where a deleted entity's other properties are kept.</summary>
    public static string RemovedRow(string row) => RemovedPrefix + Digest.Of(row).Hex;

    /// <summary>The prefix of a run's receipts.</summary>
    public static string ReceiptsOf(string run) => $"{ReceiptPrefix}{KeyEncoding.Servers.EncodeKey(run)}|";

    /// <summary>The items of a partition.</summary>
    public static string ItemsFilter(string partition) => TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {FirstItem}");

    /// <summary>The items of a partition from one row key (included) to another (not included; null: to the end).</summary>
    public static string RangeFilter(string partition, string from, string? to) => to is null
        ? TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from}")
        : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {to}");

    /// <summary>The entities of a partition whose row key begins with a prefix.</summary>
    public static string PrefixFilter(string partition, string prefix) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {prefix} and RowKey lt {End(prefix)}");

    /// <summary>Whether a property is the service's own, and no value of the entity.</summary>
    public static bool IsSystem(string property) => property is "PartitionKey" or "RowKey" or "Timestamp" or "odata.etag" or "odata.metadata";
}
