using System.Globalization;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Types as T-SQL declares them, from what the catalogue keeps of them.</summary>
internal static class SqlServerTypes
{
    /// <summary>A built-in type with its length, precision or scale.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">Its length in bytes; -1 for <c>max</c>.</param>
    /// <param name="precision">Digits in all.</param>
    /// <param name="scale">Digits behind the point.</param>
    public static string Declared(string name, short length, byte precision, byte scale) => name switch
    {
        "char" or "varchar" or "binary" or "varbinary" => $"{name}({Length(length, 1)})",
        "nchar" or "nvarchar" => $"{name}({Length(length, 2)})",
        "decimal" or "numeric" => string.Create(CultureInfo.InvariantCulture, $"{name}({precision}, {scale})"),
        "datetime2" or "datetimeoffset" or "time" => string.Create(CultureInfo.InvariantCulture, $"{name}({scale})"),
        "float" => precision == 53 ? "float" : string.Create(CultureInfo.InvariantCulture, $"float({precision})"),
        "timestamp" => "rowversion",
        _ => name,
    };

    private static string Length(short bytes, int each) => bytes < 0 ? "max" : (bytes / each).ToString(CultureInfo.InvariantCulture);
}
