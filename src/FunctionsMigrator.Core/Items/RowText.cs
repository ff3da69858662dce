using System.Globalization;
using System.Numerics;

namespace FunctionsMigrator.Core.Items;

/// <summary>Canonical text of column values: what files say and what databases answer meet here, so that equal values have equal checksums.</summary>
public static class RowText
{
    private const int MostDigits = 28;

    /// <summary>The canonical text of what a file says, or null when it does not fit the type.</summary>
    public static string? FromFile(ColumnType type, string text) => type switch
    {
        ColumnType.Text => text,
        ColumnType.Integer or ColumnType.Decimal when IsPlain(text, type is ColumnType.Decimal) => text,
        ColumnType.Integer => BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? integer.ToString(CultureInfo.InvariantCulture)
            : null,
        ColumnType.Decimal => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && Exact(text, number)
            ? Of(number)
            : null,
        ColumnType.Real => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? Of(real) : null,
        ColumnType.Boolean => text switch { "true" or "1" => "true", "false" or "0" => "false", _ => null },
        ColumnType.Bytes => new byte[text.Length] is var bytes && Convert.TryFromBase64String(text, bytes, out var length)
            ? Convert.ToBase64String(bytes, 0, length)
            : null,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>A decimal without trailing zeros.</summary>
    public static string Of(decimal value) => (value / 1.000000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>A double by its shortest exact text; negative zero is zero.</summary>
    public static string Of(double value) => (value == 0 ? 0 : value).ToString("R", CultureInfo.InvariantCulture);

    // Parsing rounds away digits beyond the 28 that a decimal holds.
    private static bool Exact(string text, decimal number) =>
        CanonicalNumber.SameDecimal(text.TrimStart('+'), number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether what a file says, as valid UTF-8, is surely canonical as it stands, as most of it is. Then it need not be parsed to be written again.</summary>
    public static bool IsCanonical(ColumnType type, ReadOnlySpan<byte> text) => type switch
    {
        ColumnType.Text => true,
        ColumnType.Integer or ColumnType.Decimal => IsPlain(text, type is ColumnType.Decimal),
        ColumnType.Boolean => text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8),
        _ => false,
    };

    private static bool IsPlain(string text, bool point)
    {
        Span<byte> bytes = stackalloc byte[MostDigits + 2];
        return text.Length <= bytes.Length && System.Text.Ascii.FromUtf16(text, bytes, out var length) is System.Buffers.OperationStatus.Done && IsPlain(bytes[..length], point);
    }

    // Digits without a zero too many before or behind.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private static bool IsPlain(ReadOnlySpan<byte> text, bool point)
    {
        var begin = text is [(byte)'-', ..] ? 1 : 0;
        if (text.Length == begin || text.Length - begin > MostDigits)
        {
            return false;
        }

        var at = -1;
        for (var i = begin; i < text.Length; i++)
        {
            if (text[i] == '.' && point && at < 0)
            {
                at = i;
            }
            else if (text[i] is < (byte)'0' or > (byte)'9')
            {
                return false;
            }
        }

        var whole = (at < 0 ? text.Length : at) - begin;
        var rest = at < 0 ? 0 : text.Length - at - 1;
        return whole > 0 && (text[begin] != '0' || (whole == 1 && (rest > 0 || text.Length == 1))) && (at < 0 || (rest > 0 && text[^1] != '0'));
    }
}
