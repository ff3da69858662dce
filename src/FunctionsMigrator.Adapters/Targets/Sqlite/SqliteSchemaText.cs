using System.Text;
using FunctionsMigrator.Adapters.Targets.Sql;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// The structure of a database as one script that makes it on an empty database: the statements that SQLite keeps, tables before indexes before views before triggers,
/// each by name. The script of a database that the script made is the same, byte for byte.
/// </summary>
internal static class SqliteSchemaText
{
    /// <summary>The script of a session's database; of none: that of an empty one.</summary>
    public static string Write(SqliteSession? session)
    {
        var text = new StringBuilder(SchemaScript.Header("SQLite"));
        var objects = session is null ? [] : SqliteSchema.Read(session);
        foreach (var item in objects.Where(item => item.Sql is not null).OrderBy(item => item.Kind).ThenBy(item => item.Name, StringComparer.Ordinal))
        {
            var sql = item.Sql!.Trim();

            // A comment to the end of the line would take the semicolon with it.
            text.Append('\n').Append(sql).Append(sql.AsSpan(sql.LastIndexOf('\n') + 1).Contains("--", StringComparison.Ordinal) ? "\n;\n" : ";\n");
        }

        return text.Replace("\r\n", "\n").ToString();
    }
}
