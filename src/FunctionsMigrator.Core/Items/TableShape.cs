namespace FunctionsMigrator.Core.Items;

/// <summary>How values of a column are written as canonical text.</summary>
public enum ColumnType
{
    /// <summary>As it is.</summary>
    Text,

    /// <summary>Decimal digits, a leading <c>-</c> for negative numbers, no leading zeros.</summary>
    Integer,

    /// <summary>Exact decimal without exponent and without trailing zeros behind the point.</summary>
    Decimal,

    /// <summary>Shortest text that reads back as the same IEEE 754 double (.NET <c>R</c>), invariant culture.</summary>
    Real,

    /// <summary><c>true</c> or <c>false</c>; files may also say <c>0</c>, <c>1</c>.</summary>
    Boolean,

    /// <summary>Base64.</summary>
    Bytes,
}

/// <summary>One column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its values are written.</param>
/// <param name="DeclaredType">The type as the table declares it.</param>
/// <param name="Nullable">Whether NULL fits.</param>
/// <param name="HasDefault">Whether a row may come without a value for it.</param>
/// <param name="Generated">Whether the database computes its values, so that no row may bring one.</param>
public sealed record TableColumn(string Name, ColumnType Type, string DeclaredType, bool Nullable, bool HasDefault, bool Generated = false);

/// <summary>A table as far as reference data needs it.</summary>
/// <param name="Table">Name.</param>
/// <param name="Columns">All columns in table order.</param>
/// <param name="UniqueKeys">The primary key and unique constraints, each a set of columns.</param>
/// <param name="References">Its foreign keys; null where the type of target has none.</param>
public sealed record TableShape(
    string Table, IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string>> UniqueKeys, IReadOnlyList<TableReference>? References = null);

/// <summary>One foreign key of a table.</summary>
/// <param name="From">Its columns.</param>
/// <param name="Table">The table it points to, named as reference data names it.</param>
/// <param name="To">The columns it points to, in the order of <paramref name="From"/>.</param>
public sealed record TableReference(IReadOnlyList<string> From, string Table, IReadOnlyList<string> To);
