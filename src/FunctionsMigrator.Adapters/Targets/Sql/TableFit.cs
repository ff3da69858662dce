using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sql;

/// <summary>Whether a table can hold the rows of a resource.</summary>
internal static class TableFit
{
    /// <param name="wanted">The columns that the resource manages.</param>
    /// <param name="table">The table as it is.</param>
    /// <param name="computed">Its columns that nobody can write.</param>
    /// <param name="names">How the database compares names.</param>
    /// <param name="address">The target.</param>
    /// <exception cref="TargetException">TGT032: columns are missing or computed, or the key is not unique.</exception>
    public static void Require(TableSlice wanted, TableShape table, IEnumerable<string> computed, StringComparer names, TargetAddress address)
    {
        var columns = table.Columns.Select(column => column.Name).ToList();
        var missing = wanted.Columns.Concat(wanted.Key).Distinct(StringComparer.Ordinal).Where(name => !columns.Contains(name, names)).ToList();
        if (missing.Count > 0)
        {
            throw Mismatch(
                $"Table {table.Table} has no column {string.Join(", ", missing)}; it has {string.Join(", ", columns)}.{DidYouMean.Hint(missing[0], columns)}",
                "Add the columns by a script that the resource depends on, or correct the header of the file.");
        }

        if (wanted.Columns.Where(name => computed.Contains(name, names)).ToList() is { Count: > 0 } unwritable)
        {
            throw Mismatch($"Column {string.Join(", ", unwritable)} of table {table.Table} is computed and cannot be written.", "Take the column out of the file.");
        }

        if (!table.UniqueKeys.Any(key => key.All(part => wanted.Key.Contains(part, names))))
        {
            var keys = table.UniqueKeys.Count == 0 ? "no unique key" : $"the unique keys {string.Join(" and ", table.UniqueKeys.Select(key => $"({string.Join(", ", key)})"))}";
            throw Mismatch(
                $"The key ({string.Join(", ", wanted.Key)}) does not name one row of table {table.Table}, which has {keys}.",
                "Name a unique key in 'key', or add a primary key or unique constraint over these columns by a script.");
        }

        TargetException Mismatch(string message, string remedy) =>
            new(TargetCodes.TableMismatch.Finding(message, target: address.ToString(), remedy: remedy));
    }

    /// <summary>The table that must be there to be written is not.</summary>
    public static TargetException NoTable(ResourceSlice slice, TargetAddress address) => new(TargetCodes.TableMismatch.Finding(
        $"There is no table {slice.Table!.Table}.",
        target: address.ToString(),
        remedy: "Create the table by a script that the resource depends on, or correct its name."));

    /// <summary>The database refused a row, or holds another than was written. The message names the row's place in git, since a step's failure is all message.</summary>
    public static TargetException Row(FailureCode code, ItemWrite write, string message, TargetAddress address) => new(code.Finding(
        write.Place is { } place ? $"{place}: {message}" : message, write.Place, address.ToString()));

    /// <summary>Two rows that no key tells apart.</summary>
    public static TargetException Twice(string table, string key, TargetAddress address) => new(TargetCodes.TableMismatch.Finding(
        $"Two rows of table {table} have the key {key}: their values are stored differently and mean the same.",
        target: address.ToString(),
        remedy: "Delete one of the two rows on the target."));
}
