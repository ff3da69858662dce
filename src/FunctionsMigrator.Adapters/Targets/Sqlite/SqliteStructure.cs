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
        var catalogue = Catalogue.Read(session);
        foreach (var item in catalogue.Things.OrderBy(item => item.Kind).ThenBy(item => item.Name, StringComparer.Ordinal))
        {
            if (item.Kind == SqliteObjectKind.Table)
            {
                AddTable(hash, catalogue, item, _ => true);
            }
            else if (item.Kind is SqliteObjectKind.View or SqliteObjectKind.Trigger)
            {
                AddStatement(hash, item);
            }
        }

        return hash.End();
    }

    /// <summary>Thing by thing, in the order of their names. Indexes that a statement makes stand for themselves, those that a constraint makes belong to their table.</summary>
    public static IReadOnlyList<StructureObject> Things(SqliteSession session)
    {
        var catalogue = Catalogue.Read(session);
        return
        [
            .. catalogue.Things.Where(item => item.Sql is not null).Select(item => new StructureObject(
                    $"{item.Kind.ToString().ToLowerInvariant()} {item.Name}", Of(catalogue, item), item.Sql!.ReplaceLineEndings("\n").Trim()))
                .OrderBy(thing => thing.Name, Utf8Order.Instance),
        ];
    }

    private static Digest Of(Catalogue catalogue, SqliteObject item)
    {
        using var hash = new FingerprintHash();
        if (item.Kind is SqliteObjectKind.Table)
        {
            AddTable(hash, catalogue, item, origin => origin != Statement);
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

    private static void AddTable(FingerprintHash hash, Catalogue catalogue, SqliteObject table, Func<string, bool> indexes)
    {
        hash.Add("table");
        hash.Add(table.Name);
        var kind = catalogue.Tables[table.Name];
        hash.Add(kind.ToString());
        if (kind.Item1 == "virtual")
        {
            hash.Add(SqliteText.Normal(table.Sql!));
            return;
        }

        AddAll(hash, Columns(catalogue.Session, table.Name));
        AddAll(hash, Indexes(catalogue, table.Name, indexes).Order(StringComparer.Ordinal));
        AddAll(hash, ForeignKeys(catalogue.Session, table.Name).Order(StringComparer.Ordinal));
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

    private static IEnumerable<string> Indexes(Catalogue catalogue, string table, Func<string, bool> which)
    {
        foreach (var (name, unique, origin, partial) in catalogue.Session.Query(
            """SELECT name, "unique", origin, partial FROM pragma_index_list($0)""",
            row => (row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetInt32(3)),
            table))
        {
            if (!which(origin))
            {
                continue;
            }

            var parts = catalogue.Session.Query(
                """SELECT name, "desc", coll FROM pragma_index_xinfo($0) WHERE key = 1 ORDER BY seqno""",
                row => Line(row.IsDBNull(0) ? null : row.GetString(0), row.GetInt32(1), row.GetString(2).ToUpperInvariant()),
                name);

            // An index that a constraint makes has a name that depends on the others; one that a statement makes is told by that statement too.
            var made = catalogue.Statements.GetValueOrDefault(name);
            yield return Line(origin, unique, partial, string.Join('|', parts), made is null ? null : name, made is null ? null : SqliteText.Normal(made));
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

    /// <summary>What is read of all tables at once: asked for one by one it takes time with the square of their number.</summary>
    private sealed record Catalogue(
        SqliteSession Session, IReadOnlyList<SqliteObject> Things, IReadOnlyDictionary<string, (string, bool, bool)> Tables, IReadOnlyDictionary<string, string> Statements)
    {
        public static Catalogue Read(SqliteSession session)
        {
            var things = SqliteSchema.Read(session);
            var tables = session.Query(
                "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'", row => (Name: row.GetString(0), Kind: (row.GetString(1), row.GetBoolean(2), row.GetBoolean(3))));
            return new Catalogue(
                session,
                things,
                tables.ToDictionary(table => table.Name, table => table.Kind, StringComparer.Ordinal),
                things.Where(thing => thing is { Kind: SqliteObjectKind.Index, Sql: not null }).ToDictionary(thing => thing.Name, thing => thing.Sql!, StringComparer.Ordinal));
        }
    }
}
