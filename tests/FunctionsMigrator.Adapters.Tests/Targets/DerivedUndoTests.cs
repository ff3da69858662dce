using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>An undo that is derived from a script's text, run by a real SQLite.</summary>
public sealed class DerivedUndoTests
{
    private const string Before = """
        CREATE TABLE currencies (code TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, currency TEXT REFERENCES currencies (code), "to pay" INTEGER);
        CREATE INDEX ix_orders_currency ON orders (currency);
        CREATE VIEW open_orders AS SELECT id, number FROM orders;
        INSERT INTO currencies VALUES ('EUR', 'Euro'), ('USD', 'Dollar');
        INSERT INTO orders VALUES (1, 'S-1', 'EUR', 10), (2, 'S-2', 'USD', NULL);
        """;

    /// <summary>Statements that each leave their like a place: <c>{n}</c> is a number of its own.</summary>
    private static readonly string[] Statements =
    [
        "CREATE TABLE t{n} (id INTEGER PRIMARY KEY, n INTEGER REFERENCES orders (id)); CREATE INDEX ix_t{n} ON t{n} (n)",
        "CREATE TABLE u{n} AS SELECT * FROM orders; INSERT INTO u{n} SELECT * FROM orders; DELETE FROM u{n} WHERE id = 1",
        "CREATE TABLE w{n} (id INTEGER); ALTER TABLE w{n} RENAME TO \"w {n}\"; ALTER TABLE \"w {n}\" ADD COLUMN x TEXT REFERENCES currencies (code)",
        "CREATE UNIQUE INDEX [ix {n}] ON orders (number, id) WHERE id > {n}",
        "CREATE VIEW v{n} AS SELECT * FROM orders; CREATE VIEW vv{n} AS SELECT * FROM v{n}",
        "CREATE TRIGGER tr{n} AFTER UPDATE OF number ON orders BEGIN UPDATE orders SET \"to pay\" = {n}; SELECT CASE WHEN 1 THEN 2 END; END",
        "ALTER TABLE orders ADD COLUMN c{n} TEXT NOT NULL DEFAULT 'a; b'; UPDATE orders SET c{n} = number || {n}",
        "ALTER TABLE orders ADD COLUMN \"d {n}\" INTEGER CHECK (\"d {n}\" > 0); CREATE INDEX ix_d{n} ON orders (\"d {n}\")",
        "ALTER TABLE orders ADD COLUMN e{n} TEXT REFERENCES currencies (code)",
        "ALTER TABLE currencies ADD COLUMN f{n} INTEGER GENERATED ALWAYS AS (length(name) + {n}) VIRTUAL",
    ];

    private static readonly string[] Renames =
    [
        "ALTER TABLE currencies RENAME COLUMN name TO \"the name\"",
        "ALTER TABLE orders RENAME TO \"all orders\"; ALTER TABLE \"all orders\" RENAME number TO \"no.\"",
    ];

    /// <summary>Renames that leave the names as they were, so that other statements find them.</summary>
    private static readonly string[] There =
    [
        "ALTER TABLE currencies RENAME COLUMN name TO name{n}; ALTER TABLE currencies RENAME COLUMN name{n} TO name",
        "ALTER TABLE orders RENAME TO orders{n}; ALTER TABLE orders{n} RENAME TO orders",
    ];

    [Fact]
    public void Each_kind_of_statement_is_taken_back_exactly() => Assert.All([.. Statements, .. Renames], statement =>
    {
        var (before, after) = AssertRestored(statement.Replace("{n}", "1", StringComparison.Ordinal));
        Assert.NotEqual(before, after);
    });

    [Fact]
    public void Any_script_of_them_is_taken_back_exactly()
    {
        string[] all = [.. Statements, .. There];
        Gen.Int[0, all.Length - 1].Array[1, 8].Sample(
            chosen => { AssertRestored(string.Join(";\n", chosen.Select((which, n) => all[which].Replace("{n}", $"{n + 1}", StringComparison.Ordinal)))); },
            iter: 60);
    }

    [Fact]
    public void The_first_run_of_a_repeatable_script_is_taken_back_exactly() => AssertRestored(
        "DROP VIEW IF EXISTS totals; CREATE VIEW totals AS SELECT COUNT(*) AS n FROM orders; DROP VIEW IF EXISTS more; CREATE VIEW more AS SELECT n FROM totals;",
        ScriptKind.Repeatable);

    private static (string Before, string After) AssertRestored(string script, ScriptKind kind = ScriptKind.Versioned)
    {
        var analysis = ScriptAnalysis.Of(script, kind, SqlDialect.Sqlite, "V1__x.sql");
        Assert.Empty(analysis.Findings);
        Assert.False(analysis.Facts.LosesData, analysis.Facts.LosesDataReason);
        Assert.NotNull(analysis.Undo);
        using var database = new SqliteConnection("Data Source=:memory:;Foreign Keys=True");
        database.Open();
        Execute(database, Before);
        var before = Picture(database);

        foreach (var statement in SqlStatements.Split(script, SqlDialect.Sqlite))
        {
            Execute(database, statement.Text);
        }

        var after = Picture(database);
        Execute(database, analysis.Undo);

        Assert.Equal(before, Picture(database));
        return (before, after);
    }

    /// <summary>Structure as SQLite reports it (its stored CREATE texts change their quoting when a table is renamed) and all rows.</summary>
    private static string Picture(SqliteConnection database)
    {
        var picture = new StringBuilder();
        Append("SELECT type, name, tbl_name FROM sqlite_master ORDER BY type, name");
        Append("SELECT name, replace(replace(sql, '\"', ''), ' ', '') FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY name");
        foreach (var list in new[] { "table_xinfo", "foreign_key_list", "index_list" })
        {
            Append($"SELECT m.name, i.* FROM sqlite_master m, pragma_{list}(m.name) i WHERE m.type = 'table' ORDER BY 1, 2, 3");
        }

        Append("SELECT m.name, i.* FROM sqlite_master m, pragma_index_xinfo(m.name) i WHERE m.type = 'index' ORDER BY m.name, i.seqno");
        foreach (var table in Append("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            Append($"SELECT * FROM \"{table}\" ORDER BY 1");
        }

        return picture.ToString();

        List<string> Append(string query)
        {
            var firsts = new List<string>();
            using var command = database.CreateCommand();
            command.CommandText = query;
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                firsts.Add($"{reader.GetValue(0)}");
                picture.AppendJoin('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetValue(i))).Append('\n');
            }

            return firsts;
        }
    }

    private static void Execute(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
