using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using FunctionsMigrator.Core.Items;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>One stored value as SQLite has it, exactly: text stays bytes, so that nothing in it is lost.</summary>
internal readonly ref struct SqliteCell
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SqliteCell(int type, long integer, double real, ReadOnlySpan<byte> bytes)
    {
        Type = type;
        Integer = integer;
        Real = real;
        Bytes = bytes;
    }

    /// <summary>SQLite's storage class.</summary>
    public int Type { get; }

    public long Integer { get; }

    public double Real { get; }

    /// <summary>Of a text its UTF-8 bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>A column of the current row. Valid until the next row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SqliteCell Of(sqlite3_stmt row, int column)
    {
        // One call that locks the connection for each cell instead of three: the value itself is asked without. No other thread uses a connection while its rows are read.
        var value = Native.Value(row.DangerousGetHandle(), column);
        switch (Native.Type(value))
        {
            case raw.SQLITE_INTEGER:
                return new SqliteCell(raw.SQLITE_INTEGER, Native.Integer(value), 0, default);
            case raw.SQLITE_FLOAT:
                return new SqliteCell(raw.SQLITE_FLOAT, 0, Native.Real(value), default);
            case raw.SQLITE_TEXT:
                // Asking for text first makes it UTF-8, also in a database that is kept in UTF-16.
                return new SqliteCell(raw.SQLITE_TEXT, 0, 0, Span(Native.Text(value), value));
            case raw.SQLITE_BLOB:
                return new SqliteCell(raw.SQLITE_BLOB, 0, 0, Span(Native.Blob(value), value));
            default:
                return new SqliteCell(raw.SQLITE_NULL, 0, 0, default);
        }
    }

    /// <summary>An argument of a function. Valid during the call.</summary>
    public static SqliteCell Of(sqlite3_value value)
    {
        var type = raw.sqlite3_value_type(value);
        switch (type)
        {
            case raw.SQLITE_INTEGER:
                return new SqliteCell(type, raw.sqlite3_value_int64(value), 0, default);
            case raw.SQLITE_FLOAT:
                return new SqliteCell(type, 0, raw.sqlite3_value_double(value), default);
            case raw.SQLITE_TEXT:
                _ = raw.sqlite3_value_text(value);
                return new SqliteCell(type, 0, 0, raw.sqlite3_value_blob(value));
            case raw.SQLITE_BLOB:
                return new SqliteCell(type, 0, 0, raw.sqlite3_value_blob(value));
            default:
                return new SqliteCell(raw.SQLITE_NULL, 0, 0, default);
        }
    }

    /// <summary>
    /// The canonical text of the value in its column (<see cref="RowText"/>); null for NULL. A value of another kind than the column's has its plain text where
    /// writing that text brings the same value back; else <paramref name="problem"/> says why it has none.
    /// </summary>
    public string? Canonical(SqliteColumn column, out string? problem)
    {
        problem = null;
        switch (Type)
        {
            case raw.SQLITE_NULL:
                return null;
            case raw.SQLITE_INTEGER when column.Type == ColumnType.Boolean && Integer is 0 or 1:
                return Integer == 1 ? "true" : "false";
            case raw.SQLITE_INTEGER when column.Affinity != SqliteAffinity.None:
                return Integer.ToString(CultureInfo.InvariantCulture);
            case raw.SQLITE_FLOAT when column.Affinity != SqliteAffinity.None && double.IsFinite(Real):
                return column.Type == ColumnType.Decimal ? DecimalText(Real) : RowText.Of(Real);
            case raw.SQLITE_TEXT when column.Type != ColumnType.Bytes:
                return Text(out problem);
            case raw.SQLITE_BLOB when column.Type == ColumnType.Bytes:
                return Convert.ToBase64String(Bytes);
            default:
                problem = $"holds {Name(Type)} in a column of type '{column.Declared}', which cannot be written back as it is";
                return null;
        }
    }

    /// <summary>
    /// Appends the canonical text of the value in its column as JSON, <c>null</c> for NULL; what has none appends nothing and <paramref name="problem"/> says why. Most values need no text of
    /// their own on the way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AppendTo(RowPage page, SqliteColumn column, out string? problem)
    {
        problem = null;
        Span<byte> digits = stackalloc byte[32];
        switch (Type)
        {
            case raw.SQLITE_NULL:
                page.Append("null"u8);
                break;
            case raw.SQLITE_INTEGER when column.Type != ColumnType.Boolean && column.Affinity != SqliteAffinity.None && Integer.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture):
                page.AppendText(digits[..length]);
                break;
            case raw.SQLITE_FLOAT when column.Affinity != SqliteAffinity.None && double.IsFinite(Real) && Real != 0
                && Real.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture) && !digits[..length].Contains((byte)'E'):
                page.AppendText(digits[..length]);
                break;
            case raw.SQLITE_TEXT when column.Type != ColumnType.Bytes && Utf8.IsValid(Bytes):
                page.AppendText(Bytes);
                break;
            default:
                if (Canonical(column, out problem) is { } text)
                {
                    page.AppendText(Encoding.UTF8.GetBytes(text));
                }

                break;
        }
    }

    /// <summary>What is bound so that the column stores the value of a canonical text; null for NULL.</summary>
    /// <exception cref="FormatException">The text is no canonical text of bytes.</exception>
    public static object? Bound(SqliteColumn column, string? text) => column.Type switch
    {
        _ when text is null => null,
        ColumnType.Boolean when text is "true" or "false" => text == "true" ? 1L : 0L,
        ColumnType.Integer or ColumnType.Decimal when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        ColumnType.Real or ColumnType.Decimal or ColumnType.Integer when IsCanonicalReal(text, out var real) => real,
        ColumnType.Bytes => Convert.FromBase64String(text),
        _ => text,
    };

    private static bool IsCanonicalReal(string text, out double real) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out real) && double.IsFinite(real) && (RowText.Of(real) == text || DecimalText(real) == text);

    private static string DecimalText(double real)
    {
        // Without an exponent the shortest text is a decimal already.
        var text = RowText.Of(real);
        return text.Contains('E', StringComparison.Ordinal) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && (double)number == real
            ? RowText.Of(number)
            : text;
    }

    private static string Name(int type) => type switch
    {
        raw.SQLITE_INTEGER => "a whole number",
        raw.SQLITE_FLOAT => "a real number",
        raw.SQLITE_TEXT => "text",
        _ => "bytes",
    };

    private string? Text(out string? problem)
    {
        problem = null;
        try
        {
            return Strict.GetString(Bytes);
        }
        catch (DecoderFallbackException)
        {
            problem = "holds text that is no UTF-8";
            return null;
        }
    }

    private static ReadOnlySpan<byte> Span(nint bytes, nint value) =>
        bytes == 0 ? default : MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), bytes), Native.Length(value));

    /// <summary>What is asked of every cell of every row, without the marshalling that SQLite's wrapper does for each.</summary>
    private static class Native
    {
        private const string Library = "e_sqlite3";

        [DllImport(Library, EntryPoint = "sqlite3_column_value")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern nint Value(nint statement, int column);

        [DllImport(Library, EntryPoint = "sqlite3_value_type")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        [SuppressGCTransition]
        public static extern int Type(nint value);

        [DllImport(Library, EntryPoint = "sqlite3_value_int64")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        [SuppressGCTransition]
        public static extern long Integer(nint value);

        [DllImport(Library, EntryPoint = "sqlite3_value_double")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        [SuppressGCTransition]
        public static extern double Real(nint value);

        [DllImport(Library, EntryPoint = "sqlite3_value_text")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern nint Text(nint value);

        [DllImport(Library, EntryPoint = "sqlite3_value_blob")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern nint Blob(nint value);

        [DllImport(Library, EntryPoint = "sqlite3_value_bytes")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
        public static extern int Length(nint value);
    }
}
