using FunctionsMigrator.Core.Items;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>One column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Declared">The type as declared: <c>nvarchar(3)</c>; of an alias type the type below it.</param>
/// <param name="BaseType">The name of that type without its length: <c>nvarchar</c>.</param>
/// <param name="Collation">How its texts compare; null for other types.</param>
/// <param name="NotNull">Whether NULL is refused.</param>
/// <param name="HasDefault">Whether it has a value when none is given.</param>
/// <param name="Identity">Whether the server numbers it.</param>
/// <param name="Generated">Whether the database computes it.</param>
internal sealed record SqlServerColumn(string Name, string Declared, string BaseType, string? Collation, bool NotNull, bool HasDefault, bool Identity, bool Generated)
{
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "char", "varchar", "text", "nchar", "nvarchar", "ntext", "date", "time", "datetime", "datetime2", "smalldatetime", "datetimeoffset", "uniqueidentifier", "xml", "sysname", "json",
    };

    /// <summary>How its values are written as canonical text.</summary>
    public ColumnType Type { get; } = BaseType switch
    {
        "tinyint" or "smallint" or "int" or "bigint" => ColumnType.Integer,
        "decimal" or "numeric" or "money" or "smallmoney" => ColumnType.Decimal,
        "float" or "real" => ColumnType.Real,
        "bit" => ColumnType.Boolean,
        "binary" or "varbinary" or "image" => ColumnType.Bytes,
        _ => ColumnType.Text,
    };

    /// <summary>Whether its values have a text that the type reads back; what the database computes needs none.</summary>
    public bool HasText => Type != ColumnType.Text || Texts.Contains(BaseType);

    /// <summary>Its quoted name.</summary>
    public string Sql { get; } = SqlServerText.Quote(Name);

    private bool IsCharacter => BaseType is "char" or "varchar" or "nchar" or "nvarchar" or "sysname" or "text" or "ntext";

    /// <summary>The expression that is read.</summary>
    public string SelectSql(string table) => BaseType switch
    {
        "xml" or "json" => $"CONVERT(nvarchar(max), {table}.{Sql})",
        _ => $"{table}.{Sql}",
    };

    /// <summary>The canonical text of what was read for <see cref="SelectSql"/>.</summary>
    public string? Read(SqlDataReader row, int at) => row.IsDBNull(at) ? null : Canonical(SqlServerValue.Text(row, at));

    /// <summary>The canonical text: a date without a time, and texts of fixed length without the blanks that fill them.</summary>
    public string Canonical(string text) => BaseType switch
    {
        "date" => text[..Math.Min(text.Length, 10)],
        "char" or "nchar" => text.TrimEnd(' '),
        _ => text,
    };

    /// <summary>
    /// The expression that is assigned from a text (<see cref="SqlServerValue.Stored"/>). A character column takes the text as it is, since a conversion would cut off what is too long in
    /// silence.
    /// </summary>
    public string AssignedSql(string text) => IsCharacter ? text : ConvertedSql("CONVERT", text);

    /// <summary>The expression that is compared with the column, by its own type and collation, so that an index finds it; NULL for a text that is none of its values.</summary>
    public string ComparedSql(string text) => IsCharacter
        ? $"CONVERT({(BaseType is "text" ? "varchar(max)" : BaseType is "ntext" ? "nvarchar(max)" : Declared)}, {text}){(Collation is null ? "" : $" COLLATE {Collation}")}"
        : ConvertedSql("TRY_CONVERT", text);

    // 121 and 23 are the forms of ISO 8601 with a blank, whatever the session's language; 1 means digits behind 0x.
    private string ConvertedSql(string function, string text) => BaseType switch
    {
        "datetime" or "datetime2" or "smalldatetime" or "datetimeoffset" => $"{function}({Declared}, {text}, 121)",
        "date" => $"{function}(date, {text}, 23)",
        "binary" or "varbinary" => $"{function}({Declared}, {text}, 1)",
        "image" => $"{function}(varbinary(max), {text}, 1)",
        _ => $"{function}({Declared}, {text})",
    };
}
