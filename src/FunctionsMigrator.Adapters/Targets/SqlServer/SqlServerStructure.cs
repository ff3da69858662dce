using System.Globalization;
using FunctionsMigrator.Core;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// The structure of a database as batches that make it, from the server's catalogue: schemas, types, sequences, synonyms, tables with columns, defaults and identities, keys, indexes, checks,
/// foreign keys, views, procedures, functions, triggers. Names that the server made up are not in it. Nor are users, rights, extended properties, files, and where sequences and identities
/// stand. The product's own schema is left out.
/// </summary>
internal static class SqlServerStructure
{
    /// <summary>The objects in the order of their kinds and names.</summary>
    public static async Task<IReadOnlyList<SqlServerObject>> ReadAsync(SqlServerSession session, string bookkeeping, CancellationToken cancellation)
    {
        Task<List<T>> AskAsync<T>(string sql, Func<SqlDataReader, T> read) => session.QueryAsync(sql, read, cancellation, bookkeeping);

        var objects = new List<SqlServerObject>();
        objects.AddRange((await AskAsync(SqlServerCatalogue.Schemas, row => row.GetString(0))).Select(name => new SqlServerObject(SqlServerObjectKind.Schema, name, $"CREATE SCHEMA {SqlServerText.Quote(name)};")));
        var columns = (await session.QueryAsync(SqlServerCatalogue.Columns, ColumnOf, cancellation)).ToLookup(column => column.Table);
        objects.AddRange(await AskAsync(SqlServerCatalogue.Types, row => TypeOf(row, columns)));
        objects.AddRange(await AskAsync(SqlServerCatalogue.Sequences, SequenceOf));
        objects.AddRange(await AskAsync(SqlServerCatalogue.Synonyms, row => new SqlServerObject(
            SqlServerObjectKind.Synonym, Name(row, 0), $"CREATE SYNONYM {Name(row, 0)} FOR {row.GetString(3)};", row.GetInt32(2))));
        var tables = await AskAsync(SqlServerCatalogue.Tables, row => (Name: Name(row, 0), Id: row.GetInt32(2), Temporal: row.GetByte(3), InMemory: row.GetBoolean(4)));
        objects.AddRange(tables.Select(table => new SqlServerObject(SqlServerObjectKind.Table, table.Name, TableSql(table.Name, columns[table.Id], table.Temporal, table.InMemory), table.Id)));
        var names = tables.ToDictionary(table => table.Id, table => table.Name);
        objects.AddRange(IndexesOf(await AskAsync(SqlServerCatalogue.Indexes, row => IndexOf(row, names))));
        objects.AddRange(await AskAsync(SqlServerCatalogue.Checks, CheckOf));
        objects.AddRange(ForeignKeysOf(await AskAsync(SqlServerCatalogue.ForeignKeys, ForeignKeyOf)));
        objects.AddRange(await AskAsync(SqlServerCatalogue.Modules, ModuleOf));
        return [.. objects.OrderBy(item => item.Kind).ThenBy(item => item.Name, StringComparer.Ordinal).ThenBy(item => item.Sql, StringComparer.Ordinal)];
    }

    /// <summary>The checksum of a structure.</summary>
    public static Digest Of(IEnumerable<SqlServerObject> objects)
    {
        using var hash = new FingerprintHash();
        foreach (var item in objects)
        {
            hash.Add((long)item.Kind);
            hash.Add(item.Name);
            hash.Add(item.Sql);
        }

        return hash.End();
    }

    /// <summary>The statement that makes a table. What marks a table as temporal or in memory is told and makes none.</summary>
    public static string TableSql(string name, IEnumerable<SqlServerColumnText> columns, byte temporal, bool inMemory) =>
        $"CREATE TABLE {name} (\n    {string.Join(",\n    ", columns.Select(column => column.Sql()))});{(temporal == 2 ? " /* system-versioned */" : "")}{(inMemory ? " /* memory-optimized */" : "")}";

    /// <summary>The batch that makes a module. Its text is as it was written; ALTER left it as CREATE.</summary>
    public static string ModuleSql(string definition, bool ansiNulls, bool quotedIdentifiers) =>
        (ansiNulls ? "" : "SET ANSI_NULLS OFF;\nGO\n") + (quotedIdentifiers ? "" : "SET QUOTED_IDENTIFIER OFF;\nGO\n") + definition.ReplaceLineEndings("\n").Trim()
        + (ansiNulls ? "" : "\nGO\nSET ANSI_NULLS ON;") + (quotedIdentifiers ? "" : "\nGO\nSET QUOTED_IDENTIFIER ON;");

    /// <summary>The statement that makes a foreign key.</summary>
    public static string ForeignKeySql(string child, string? name, IEnumerable<string> from, string parent, IEnumerable<string> to, string onDelete, string onUpdate, bool untrusted, bool disabled)
    {
        var rules = Rule(" ON DELETE ", onDelete) + Rule(" ON UPDATE ", onUpdate);
        var sql = $"ALTER TABLE {child} WITH {(untrusted ? "NOCHECK" : "CHECK")} ADD {(name is null ? "" : $"CONSTRAINT {SqlServerText.Quote(name)} ")}FOREIGN KEY ({SqlServerText.Quote(from)}) REFERENCES {parent} ({SqlServerText.Quote(to)}){rules};";
        return disabled && name is not null ? $"{sql}\nALTER TABLE {child} NOCHECK CONSTRAINT {SqlServerText.Quote(name)};" : sql;

        static string Rule(string words, string rule) => rule == "NO_ACTION" ? "" : words + rule.Replace('_', ' ');
    }

    /// <summary>The statement that makes a check.</summary>
    public static string CheckSql(string table, string? name, string definition, bool untrusted, bool disabled)
    {
        var sql = $"ALTER TABLE {table} WITH {(untrusted ? "NOCHECK" : "CHECK")} ADD {(name is null ? "" : $"CONSTRAINT {SqlServerText.Quote(name)} ")}CHECK {definition};";
        return disabled && name is not null ? $"{sql}\nALTER TABLE {table} NOCHECK CONSTRAINT {SqlServerText.Quote(name)};" : sql;
    }

    /// <summary>The statement that makes a sequence.</summary>
    public static string SequenceSql(string name, string type, string start, string increment, string least, string most, bool cycles, bool cached, int cache) =>
        $"CREATE SEQUENCE {name} AS {type} START WITH {start} INCREMENT BY {increment} MINVALUE {least} MAXVALUE {most}{(cycles ? " CYCLE" : " NO CYCLE")}{(!cached ? " NO CACHE" : cache > 0 ? string.Create(CultureInfo.InvariantCulture, $" CACHE {cache}") : " CACHE")};";

    private static string Name(SqlDataReader row, int at) => SqlServerText.Quote(row.GetString(at), row.GetString(at + 1));

    private static string? Text(SqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static SqlServerColumnText ColumnOf(SqlDataReader row) =>
        new(row.GetInt32(0), row.GetString(1), Text(row, 2) ?? SqlServerTypes.Declared(row.GetString(3), row.GetInt16(4), row.GetByte(5), row.GetByte(6)))
        {
            Collation = Text(row, 2) is null ? Text(row, 7) : null,
            Nullable = row.GetBoolean(8),
            Identity = Text(row, 9),
            Computed = Text(row, 10),
            Persisted = row.GetBoolean(11),
            Default = Text(row, 12),
            DefaultName = Text(row, 13),
            Words = (row.GetBoolean(14) ? " ROWGUIDCOL" : "") + (row.GetBoolean(15) ? " SPARSE" : "")
                + (row.GetByte(16) switch { 1 => " GENERATED ALWAYS AS ROW START", 2 => " GENERATED ALWAYS AS ROW END", _ => "" }) + (row.GetBoolean(17) ? " HIDDEN" : ""),
        };

    private static SqlServerObject TypeOf(SqlDataReader row, ILookup<int, SqlServerColumnText> columns)
    {
        var table = row.GetInt32(7);
        var sql = table != 0 ? $"CREATE TYPE {Name(row, 0)} AS TABLE (\n    {string.Join(",\n    ", columns[table].Select(column => column.Sql()))});"
            : $"CREATE TYPE {Name(row, 0)} FROM {SqlServerTypes.Declared(row.GetString(2), row.GetInt16(3), row.GetByte(4), row.GetByte(5))}{(row.GetBoolean(6) ? " NULL" : " NOT NULL")};";
        return new SqlServerObject(SqlServerObjectKind.Type, Name(row, 0), sql);
    }

    private static SqlServerObject SequenceOf(SqlDataReader row) => new(
        SqlServerObjectKind.Sequence,
        Name(row, 0),
        SequenceSql(Name(row, 0), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetBoolean(8), row.GetBoolean(9), row.GetInt32(10)),
        row.GetInt32(2));

    private static (int Table, int Index, SqlServerIndexText Text, string Column, bool Included) IndexOf(SqlDataReader row, Dictionary<int, string> names)
    {
        List<string> options =
        [
            .. row.GetByte(9) is > 0 and var fill ? [string.Create(CultureInfo.InvariantCulture, $"FILLFACTOR = {fill}")] : Array.Empty<string>(),
            .. row.GetBoolean(10) ? ["PAD_INDEX = ON"] : Array.Empty<string>(),
            .. row.GetBoolean(11) ? ["IGNORE_DUP_KEY = ON"] : Array.Empty<string>(),
            .. row.GetBoolean(12) ? Array.Empty<string>() : ["ALLOW_ROW_LOCKS = OFF"],
            .. row.GetBoolean(13) ? Array.Empty<string>() : ["ALLOW_PAGE_LOCKS = OFF"],
            .. Text(row, 18) is "ROW" or "PAGE" ? [$"DATA_COMPRESSION = {row.GetString(18)}"] : Array.Empty<string>(),
        ];
        var text = new SqlServerIndexText(names.GetValueOrDefault(row.GetInt32(0), ""), row.GetString(2), row.GetString(3))
        {
            Constraint = row.GetBoolean(4) ? "PRIMARY KEY" : row.GetBoolean(5) ? "UNIQUE" : null,
            SystemNamed = row.GetBoolean(6),
            Unique = row.GetBoolean(7),
            Filter = Text(row, 8),
            Options = row.GetString(3).Contains("COLUMNSTORE", StringComparison.Ordinal) ? [] : options,
            Disabled = row.GetBoolean(14),
        };
        var included = row.GetBoolean(17);
        return (row.GetInt32(0), row.GetInt32(1), text, SqlServerText.Quote(row.GetString(15)) + (row.GetBoolean(16) ? " DESC" : ""), included);
    }

    private static IEnumerable<SqlServerObject> IndexesOf(IEnumerable<(int Table, int Index, SqlServerIndexText Text, string Column, bool Included)> rows) =>
        from row in rows
        where row.Text.TableSql.Length > 0
        group row by (row.Table, row.Index) into one
        let text = one.First().Text
        let columnstore = text.Kind.Contains("COLUMNSTORE", StringComparison.Ordinal)

        // The columns of a clustered columnstore are all; those of another one stand where keys stand elsewhere.
        let whole = text with
        {
            Keys = columnstore ? text.Kind.StartsWith("CLUSTERED", StringComparison.Ordinal) ? [] : [.. one.Select(row => row.Column)] : [.. one.Where(row => !row.Included).Select(row => row.Column)],
            Included = columnstore ? [] : [.. one.Where(row => row.Included).Select(row => row.Column)],
        }
        select new SqlServerObject(
            text.Constraint is null ? SqlServerObjectKind.Index : SqlServerObjectKind.Constraint, $"{text.TableSql} {(text.SystemNamed ? whole.Constraint : SqlServerText.Quote(text.Name))}", whole.Sql());

    private static SqlServerObject CheckOf(SqlDataReader row)
    {
        var name = row.GetBoolean(3) ? null : row.GetString(2);
        return new SqlServerObject(
            SqlServerObjectKind.Check, $"{Name(row, 0)} {name}", CheckSql(Name(row, 0), name, row.GetString(4), row.GetBoolean(5), row.GetBoolean(6)), row.GetInt32(7));
    }

    private static (string Child, string Key, bool SystemNamed, string From, string Parent, string To, string OnDelete, string OnUpdate, bool Untrusted, bool Disabled) ForeignKeyOf(SqlDataReader row) => (
        Name(row, 0), row.GetString(2), row.GetBoolean(3), row.GetString(4), Name(row, 5), row.GetString(7), row.GetString(8), row.GetString(9), row.GetBoolean(10), row.GetBoolean(11));

    private static IEnumerable<SqlServerObject> ForeignKeysOf(
        IEnumerable<(string Child, string Key, bool SystemNamed, string From, string Parent, string To, string OnDelete, string OnUpdate, bool Untrusted, bool Disabled)> rows) =>
        from row in rows
        group row by (row.Child, row.Key) into one
        let first = one.First()
        let name = first.SystemNamed ? null : first.Key
        select new SqlServerObject(
            SqlServerObjectKind.ForeignKey,
            $"{first.Child} {name}",
            ForeignKeySql(first.Child, name, one.Select(row => row.From), first.Parent, one.Select(row => row.To), first.OnDelete, first.OnUpdate, first.Untrusted, first.Disabled));

    private static SqlServerObject ModuleOf(SqlDataReader row)
    {
        var trigger = row.GetString(3).Trim() == "TR";
        var name = row.GetString(0).Length == 0 ? SqlServerText.Quote(row.GetString(1)) : Name(row, 0);
        var sql = ModuleSql(row.IsDBNull(4) ? "" : row.GetString(4), row.GetBoolean(5), row.GetBoolean(6));
        var disabled = row.GetBoolean(7) ? $"\nGO\nDISABLE TRIGGER {name} ON {row.GetString(8)};" : "";
        return new SqlServerObject(trigger ? SqlServerObjectKind.Trigger : SqlServerObjectKind.Module, name, sql + disabled, row.GetInt32(2));
    }
}
