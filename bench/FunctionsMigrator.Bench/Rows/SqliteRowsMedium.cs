using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Bench.Rows;

/// <summary>SQLite. Commits are flushed, as ours are.</summary>
/// <param name="folder">Where the database lies.</param>
internal sealed class SqliteRowsMedium(string folder) : IRowsMedium
{
    private const string Columns = "id, name, price, stock, active, note";
    private const string Values = "$0, $1, $2, $3, $4, $5";
    private const string Set = "name = $1, price = $2, stock = $3, active = $4, note = $5";

    public string Name => "sqlite";

    public string Target => "{ type: sqlite, path: data.db }";

    public string Create => "CREATE TABLE articles (id TEXT PRIMARY KEY, name TEXT NOT NULL, price NUMERIC NOT NULL, stock INTEGER NOT NULL, active BOOLEAN NOT NULL, note TEXT)";

    private string Database => Path.Combine(folder, "data.db");

    private string Template => Path.Combine(folder, "before.db");

    public async Task PrepareAsync(IEnumerable<string> lines, CancellationToken cancellation)
    {
        File.Delete(Template);
        var file = Path.Combine(folder, "before.csv");
        await RowsData.WriteAsync(file, lines.Select(line => line.Replace(",t,", ",true,", StringComparison.Ordinal)));
        using var session = Open(Template);
        Run(session, "PRAGMA journal_mode = DELETE");
        using var transaction = session.BeginTransaction();
        Run(session, Create);
        using var insert = Command(session, $"INSERT INTO articles ({Columns}) VALUES ({Values})");
        foreach (var row in CsvLines.Read(file))
        {
            Bind(insert, Typed(row));
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public Task ResetAsync(CancellationToken cancellation)
    {
        foreach (var old in Directory.GetFiles(folder, "data.db*"))
        {
            File.Delete(old);
        }

        File.Copy(Template, Database);
        return Task.CompletedTask;
    }

    public Task UpsertAsync(string file, CancellationToken cancellation)
    {
        using var session = Open(Database);
        using var transaction = session.BeginTransaction();
        Run(session, "CREATE TEMPORARY TABLE kept (id TEXT PRIMARY KEY)");
        using var upsert = Command(session, $"INSERT INTO articles ({Columns}) VALUES ({Values}) ON CONFLICT (id) DO UPDATE SET {Set}");
        using var keep = Command(session, "INSERT INTO kept VALUES ($0)", 1);
        foreach (var row in CsvLines.Read(file))
        {
            Bind(upsert, Typed(row));
            upsert.ExecuteNonQuery();
            keep.Parameters[0].Value = row[0];
            keep.ExecuteNonQuery();
        }

        Run(session, "DELETE FROM articles WHERE id NOT IN (SELECT id FROM kept)");
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task MergeAsync(string file, CancellationToken cancellation)
    {
        using var session = Open(Database);
        using var transaction = session.BeginTransaction();
        Run(session, Create.Replace("CREATE TABLE articles", "CREATE TEMPORARY TABLE wanted", StringComparison.Ordinal));
        using var insert = Command(session, $"INSERT INTO wanted ({Columns}) VALUES ({Values})");
        foreach (var row in CsvLines.Read(file))
        {
            Bind(insert, Typed(row));
            insert.ExecuteNonQuery();
        }

        Run(
            session,
            """
            UPDATE articles SET name = w.name, price = w.price, stock = w.stock, active = w.active, note = w.note FROM wanted AS w
            WHERE articles.id = w.id AND (articles.name, articles.price, articles.stock, articles.active) IS NOT (w.name, w.price, w.stock, w.active) OR articles.id = w.id AND articles.note IS NOT w.note
            """);
        Run(session, "INSERT INTO articles SELECT * FROM wanted WHERE id NOT IN (SELECT id FROM articles)");
        Run(session, "DELETE FROM articles WHERE id NOT IN (SELECT id FROM wanted)");
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task DiffAsync(string file, CancellationToken cancellation)
    {
        var wanted = CsvLines.Read(file).ToDictionary(row => row[0]!, Typed, StringComparer.Ordinal);
        using var session = Open(Database);
        using var transaction = session.BeginTransaction();
        var (gone, changed) = (new List<string>(), new List<object?[]>());
        using (var select = Command(session, $"SELECT {Columns} FROM articles", 0))
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
            {
                var id = reader.GetString(0);
                if (!wanted.Remove(id, out var row))
                {
                    gone.Add(id);
                }
                else if ((string)row[1]! != reader.GetString(1) || (double)row[2]! != reader.GetDouble(2) || (long)row[3]! != reader.GetInt64(3)
                    || (long)row[4]! != reader.GetInt64(4) || (string?)row[5] != (reader.IsDBNull(5) ? null : reader.GetString(5)))
                {
                    changed.Add(row);
                }
            }
        }

        Each(Command(session, $"UPDATE articles SET {Set} WHERE id = $0"), changed);
        Each(Command(session, $"INSERT INTO articles ({Columns}) VALUES ({Values})"), wanted.Values);
        Each(Command(session, "DELETE FROM articles WHERE id = $0", 1), gone.Select(id => new object?[] { id }));
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task<string> SumAsync(CancellationToken cancellation)
    {
        using var session = Open(Database);
        using var command = Command(session, "SELECT count(*) || ' ' || sum(stock) || ' ' || round(sum(price), 2) || ' ' || count(note) FROM articles", 0);
        return Task.FromResult((string)command.ExecuteScalar()!);
    }

    private static void Each(SqliteCommand command, IEnumerable<object?[]> rows)
    {
        using (command)
        {
            foreach (var row in rows)
            {
                Bind(command, row);
                command.ExecuteNonQuery();
            }
        }
    }

    private static SqliteConnection Open(string file)
    {
        var session = new SqliteConnection($"Data Source={file};Pooling=False");
        session.Open();
        Run(session, "PRAGMA synchronous = FULL");
        return session;
    }

    private static void Run(SqliteConnection session, string sql)
    {
        using var command = Command(session, sql, 0);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection session, string sql, int values = 6)
    {
        var command = session.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values; i++)
        {
            command.Parameters.AddWithValue($"${i}", DBNull.Value);
        }

        return command;
    }

    private static void Bind(SqliteCommand command, object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            command.Parameters[i].Value = row[i] ?? DBNull.Value;
        }
    }

    private static object?[] Typed(string?[] fields) =>
    [
        fields[0], fields[1], double.Parse(fields[2]!, CultureInfo.InvariantCulture), long.Parse(fields[3]!, CultureInfo.InvariantCulture), fields[4] is "true" ? 1L : 0L, fields[5],
    ];
}
