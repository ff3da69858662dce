using System.Collections.Frozen;
using FunctionsMigrator.Adapters.Targets.Sql;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Names in SQL, and the names that the product keeps for itself.</summary>
internal static class SqliteNames
{
    public const string Target = "fm_target";
    public const string History = "fm_history";
    public const string Receipts = "fm_receipts";
    public const string Removed = "fm_removed";

    private static readonly FrozenSet<string> Own = FrozenSet.ToFrozenSet([Target, History, Receipts, Removed], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the table holds the product's bookkeeping: no part of the structure, and closed to scripts.</summary>
    public static bool IsOwn(string? table) => table is not null && Own.Contains(table);

    /// <summary>Whether the table is SQLite's own.</summary>
    public static bool IsInternal(string table) => table.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name as it stands in SQL, whatever it holds.</summary>
    public static string Quote(string name) => SqlText.Quote(name);

    /// <summary>Names, quoted and parted by commas.</summary>
    public static string Quote(IEnumerable<string> names) => SqlText.Quote(names);
}
