using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// The checksum of a database's structure, taken from SQLite's description of it and not from the text of CREATE TABLE, which ALTER TABLE rewrites. The order of
/// columns counts; white space, comments and the order in which things were made do not. The product's own tables are left out.
/// </summary>
internal static class SqliteStructure
{
    // The origin of an index that CREATE INDEX makes (pragma_index_list).
    private const string Statement = "c";

    public static Digest Of(SqliteSession session)
    {
        using var hash = new FingerprintHash();
        foreach (var item in SqliteSchema.Read(session).OrderBy(item => item.Kind).ThenBy(item => item.Name, StringComparer.Ordinal))
        {
            if (item.Kind == SqliteObjectKind.Table)
            {
                AddTable(hash, session, item, _ => true);
            }
            else if (item.Kind is SqliteObjectKind.View or SqliteObjectKind.Trigger)
            {
                AddStatement(hash, item);
            }
        }

        return hash.End();
    }

    /// <summary>Thing by thing, in the order of their names. Indexes that a statement makes stand for themselves, those that a constraint makes belong to their table.</summary>
    public static IReadOnlyList<StructureObject> Things(SqliteSession session) =>
    [
        .. SqliteSchema.Read(session).Where(item => item.Sql is not null).Select(item => new StructureObject(
                $"{item.Kind.ToString().ToLowerInvariant()} {item.Name}", Of(session, item), item.Sql!.ReplaceLineEndings("\n").Trim()))
            .OrderBy(thing => thing.Name, Utf8Order.Instance),
    ];

    private static Digest Of(SqliteSession session, SqliteObject item)
    {
        using var hash = new FingerprintHash();
        if (item.Kind is SqliteObjectKind.Table)
        {
            AddTable(hash, session, item, origin => origin != Statement);
        }
        else
        {
            AddStatement(hash, item);
        }

        return hash.End();
    }

    private static void AddStatement(FingerprintHash hash, SqliteObject item)
    {
        hash.Add(item.Kind.ToString());
        hash.Add(item.Name);
        hash.Add(item.Table);
        hash.Add(SqliteText.Normal(item.Sql!));
    }

    private static void AddTable(FingerprintHash hash, SqliteSession session, SqliteObject table, Func<string, bool> indexes)
    {
        hash.Add("table");
        hash.Add(table.Name);
        var kind = session.Query("SELECT type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = $0", row => (row.GetString(0), row.GetBoolean(1), row.GetBoolean(2)), table.Name)[0];
        hash.Add(kind.ToString());
        if (kind.Item1 == "virtual")
        {
            hash.Add(SqliteText.Normal(table.Sql!));
            return;
        }

        AddAll(hash, Columns(session, table.Name));
        AddAll(hash, Indexes(session, table.Name, indexes).Order(StringComparer.Ordinal));
        AddAll(hash, ForeignKeys(session, table.Name).Order(StringComparer.Ordinal));
        AddAll(hash, SqliteText.HiddenClauses(table.Sql!));
    }

    private static List<string> Columns(SqliteSession session, string table) => session.Query(
        """SELECT name, upper(type), "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo($0) ORDER BY cid""",
        row =>
        {
            var name = row.GetString(0);
            raw.sqlite3_table_column_metadata(session.Handle, "main", table, name, out _, out var collation, out _, out _, out var counting);
            var standard = row.IsDBNull(3) ? null : SqliteText.Normal(row.GetString(3));
            return Line(name, row.GetString(1), row.GetInt32(2), standard, row.GetInt32(4), row.GetInt32(5), collation.ToUpperInvariant(), counting);
        },
        table);

    private static IEnumerable<string> Indexes(SqliteSession session, string table, Func<string, bool> which)
    {
        foreach (var (name, unique, origin, partial) in session.Query(
            """SELECT name, "unique", origin, partial FROM pragma_index_list($0)""",
            row => (row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetInt32(3)),
            table))
        {
            if (!which(origin))
            {
                continue;
            }

            var parts = session.Query(
                """SELECT name, "desc", coll FROM pragma_index_xinfo($0) WHERE key = 1 ORDER BY seqno""",
                row => Line(row.IsDBNull(0) ? null : row.GetString(0), row.GetInt32(1), row.GetString(2).ToUpperInvariant()),
                name);

            // An index that a constraint makes has a name that depends on the others; one that a statement makes is told by that statement too.
            var made = session.Query("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = $0 AND sql IS NOT NULL", row => row.GetString(0), name);
            yield return Line(origin, unique, partial, string.Join('|', parts), made.Count == 0 ? null : name, made.Count == 0 ? null : SqliteText.Normal(made[0]));
        }
    }

    private static IEnumerable<string> ForeignKeys(SqliteSession session, string table) => session.Query(
            """SELECT id, "table", "from", "to", on_update, on_delete, "match" FROM pragma_foreign_key_list($0) ORDER BY id, seq""",
            row => (Id: row.GetInt32(0), Text: Line(row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6))),
            table)
        .GroupBy(part => part.Id, part => part.Text)
        .Select(key => string.Join('|', key));

    private static void AddAll(FingerprintHash hash, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        hash.Add(all.Count);
        foreach (var line in all)
        {
            hash.Add(line);
        }
    }

    // JSON keeps the parts apart whatever they hold.
    private static string Line(params object?[] parts) => System.Text.Json.JsonSerializer.Serialize(parts);
}
