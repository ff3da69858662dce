using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>SQLite's own rules of what a declared type does to a stored value.</summary>
internal enum SqliteAffinity
{
    /// <summary>Everything but bytes becomes text.</summary>
    Text,

    /// <summary>Text that is a number becomes one.</summary>
    Numeric,

    /// <summary>As numeric; whole numbers in any spelling become integers.</summary>
    Integer,

    /// <summary>Numbers become doubles.</summary>
    Real,

    /// <summary>Nothing is converted.</summary>
    None,
}

/// <summary>One column.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Declared">The declared type.</param>
/// <param name="NotNull">Whether NULL is refused by its own declaration.</param>
/// <param name="Default">The text of its default; null without one.</param>
/// <param name="KeyPart">Position in the primary key, from 1; 0 outside.</param>
/// <param name="Generated">Whether SQLite computes it.</param>
internal sealed record SqliteColumn(string Name, string Declared, bool NotNull, string? Default, int KeyPart, bool Generated)
{
    /// <summary>What SQLite does to its values.</summary>
    public SqliteAffinity Affinity { get; } = AffinityOf(Declared);

    /// <summary>How its values are written as canonical text.</summary>
    public ColumnType Type { get; } = TypeOf(Declared);

    private static SqliteAffinity AffinityOf(string declared) =>
        Says(declared, "INT") ? SqliteAffinity.Integer
        : Says(declared, "CHAR") || Says(declared, "CLOB") || Says(declared, "TEXT") ? SqliteAffinity.Text
        : declared.Length == 0 || Says(declared, "BLOB") || declared.Equals("ANY", StringComparison.OrdinalIgnoreCase) ? SqliteAffinity.None
        : Says(declared, "REAL") || Says(declared, "FLOA") || Says(declared, "DOUB") ? SqliteAffinity.Real
        : SqliteAffinity.Numeric;

    private static ColumnType TypeOf(string declared) => AffinityOf(declared) switch
    {
        SqliteAffinity.Integer => ColumnType.Integer,
        SqliteAffinity.Real => ColumnType.Real,
        SqliteAffinity.None when Says(declared, "BLOB") => ColumnType.Bytes,
        SqliteAffinity.Numeric when Says(declared, "BOOL") => ColumnType.Boolean,
        SqliteAffinity.Numeric when Says(declared, "NUM") || Says(declared, "DEC") => ColumnType.Decimal,
        _ => ColumnType.Text,
    };

    private static bool Says(string declared, string part) => declared.Contains(part, StringComparison.OrdinalIgnoreCase);
}
