using System.Globalization;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Names and texts as T-SQL writes them.</summary>
internal static class SqlServerText
{
    /// <summary>The name as it stands in SQL, whatever it holds.</summary>
    public static string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    /// <summary>A name with its schema.</summary>
    public static string Quote(string schema, string name) => $"{Quote(schema)}.{Quote(name)}";

    /// <summary>Names, quoted and parted by commas.</summary>
    public static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>A text as it stands in SQL. For statements that take no parameters.</summary>
    public static string Literal(string text) => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A duration as SET LOCK_TIMEOUT takes it: whole milliseconds, at least one, since zero would mean not to wait.</summary>
    public static string Milliseconds(TimeSpan time) => Math.Clamp((long)time.TotalMilliseconds, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    /// <summary>A duration as a command takes it: whole seconds, at least one, since zero would mean for ever.</summary>
    public static int Seconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, int.MaxValue);
}
