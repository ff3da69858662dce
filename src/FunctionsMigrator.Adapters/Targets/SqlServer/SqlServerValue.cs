using System.Data.SqlTypes;
using System.Globalization;
using FunctionsMigrator.Core.Items;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Canonical texts of values as the client reads them: what files say, so that equal values have equal checksums.</summary>
internal static class SqlServerValue
{
    /// <summary>The text of a value that is not NULL.</summary>
    public static string Text(SqlDataReader row, int column) =>

        // More digits than a decimal of .NET holds.
        row.GetFieldType(column) == typeof(decimal) && row.GetDataTypeName(column) is "decimal" or "numeric" ? Decimal(row.GetSqlDecimal(column)) : Text(row.GetValue(column));

    /// <summary>The text of a value.</summary>
    /// <exception cref="ArgumentException">Its type has none.</exception>
    public static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        byte or short or int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        decimal number => RowText.Of(number),
        SqlDecimal number => Decimal(number),
        double real => RowText.Of(real),

        // As the shortest text of the smaller type, which people write too.
        float real => RowText.Of(double.Parse(real.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.FFFFFFF", CultureInfo.InvariantCulture),
        Guid id => id.ToString("D", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} has no canonical text.", nameof(value)),
    };

    /// <summary>The text as the server's own type reads it: of bytes their digits, of all else the canonical text.</summary>
    public static string? Stored(ColumnType type, string? canonical) => type == ColumnType.Bytes && canonical is not null ? $"0x{Convert.ToHexString(Convert.FromBase64String(canonical))}" : canonical;

    private static string Decimal(SqlDecimal number)
    {
        var text = number.ToString();
        text = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        return text is "-0" ? "0" : text;
    }
}
