using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Core.Planning;

/// <summary>Whether a table can hold what the reference data says, checked before anything is read as a row.</summary>
internal static class TableFit
{
    public static IEnumerable<Finding> Check(TableShape? shape, TableShape? present, IReadOnlyList<ResourceSlice> slices, Place place, string address)
    {
        var table = slices[0].Table!;
        if (shape is null)
        {
            yield return TargetCodes.TableMismatch.Finding(
                $"There is no table '{table.Table}', and no script that runs before creates it.", place, address, "Create it by a script, and name the script's resource in `dependsOn`.");
            yield break;
        }

        if (slices.Any(slice => !slice.Table!.Columns.SequenceEqual(table.Columns) || !slice.Table.Key.SequenceEqual(table.Key)))
        {
            yield return TargetCodes.TableMismatch.Finding(
                $"Several resources fill table '{table.Table}' with different columns or keys.", place, address, "Give them the same columns and key, or make them one resource.");
        }

        var columns = shape.Columns.ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var column in table.Columns.Where(column => !columns.ContainsKey(column)))
        {
            yield return TargetCodes.TableMismatch.Finding(
                $"Table '{table.Table}' has no column '{column}'.{DidYouMean.Hint(column, shape.Columns.Select(known => known.Name))} It has {string.Join(", ", shape.Columns.Select(known => known.Name))}.",
                place,
                address,
                "Correct the header of the file, or add the column by a script that the resource depends on.");
        }

        foreach (var column in shape.Columns.Where(column => column.HasDefault && present is not null && table.Columns.Contains(column.Name) && !present.Columns.Any(known => known.Name == column.Name)))
        {
            yield return TargetCodes.TableMismatch.Finding(
                $"Column '{column.Name}' of table '{table.Table}' is added with a default by a script of the same plan.", place, address, "Add the column without a default, or fill it in the next commit.");
        }

        foreach (var column in table.Key.Where(column => !table.Columns.Contains(column)))
        {
            yield return TargetCodes.TableMismatch.Finding($"The key column '{column}' is not among the file's columns.", place, address, "Add the column to the file.");
        }

        if (!shape.UniqueKeys.Any(unique => unique.Order(StringComparer.OrdinalIgnoreCase).SequenceEqual(table.Key.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase)))
        {
            yield return TargetCodes.TableMismatch.Finding(
                $"The key ({string.Join(", ", table.Key)}) is neither primary key nor unique in table '{table.Table}'.", place, address, "Name a key that is, or add a unique constraint by a script.");
        }

        foreach (var column in shape.Columns.Where(column => !column.Nullable && !column.HasDefault && !table.Columns.Contains(column.Name, StringComparer.OrdinalIgnoreCase)))
        {
            yield return TargetCodes.TableMismatch.Finding(
                $"Column '{column.Name}' of table '{table.Table}' must not be null, has no default, and is not in the file.", place, address, "Add the column to the file, or give it a default.");
        }
    }
}
