using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Lint.Replica;

/// <summary>A table as a script names it, without quotes and as the dialect folds it.</summary>
/// <param name="Schema">Its schema; null where the script names none.</param>
/// <param name="Name">Its name.</param>
public sealed record LintTable(string? Schema, string Name)
{
    /// <summary><c>orders</c> or <c>shop.orders</c>.</summary>
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";

    internal static LintTable Of(SqlName name, SqlDialect dialect)
    {
        var parts = name.Parts.Select(part => SqlName.Of([part], dialect).Plain).ToList();
        return new LintTable(parts.Count > 1 ? parts[^2] : null, parts[^1]);
    }
}
