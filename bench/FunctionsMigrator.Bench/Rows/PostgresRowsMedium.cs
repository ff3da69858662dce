using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace FunctionsMigrator.Bench.Rows;

/// <summary>PostgreSQL, reached as its superuser.</summary>
/// <param name="connection">How: the database is made beside the one it names.</param>
internal sealed class PostgresRowsMedium(string connection) : IRowsMedium
{
    private const string Table = "CREATE TABLE articles (id text PRIMARY KEY, name text NOT NULL, price numeric(10,2) NOT NULL, stock integer NOT NULL, active boolean NOT NULL, note text)";
    private const string Columns = "id, name, price, stock, active, note";

    public string Name => "postgres";

    public string Target => "{ type: postgres, connection: { secret: db } }";

    public string Create => Table;

    public string Connection { get; } = new NpgsqlConnectionStringBuilder(connection) { Database = "rows" }.ConnectionString;

    public async Task PrepareAsync(IEnumerable<string> lines, CancellationToken cancellation)
    {
        await AdminAsync("DROP DATABASE IF EXISTS rows WITH (FORCE)", cancellation);
        await AdminAsync("DROP DATABASE IF EXISTS rows_before WITH (FORCE)", cancellation);
        await AdminAsync("CREATE DATABASE rows_before", cancellation);
        await using (var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Database = "rows_before", Pooling = false }.ConnectionString))
        {
            await session.OpenAsync(cancellation);
            await RunAsync(session, Table, cancellation);
            await using (var copy = await session.BeginTextImportAsync($"COPY articles ({Columns}) FROM STDIN (FORMAT csv)", cancellation))
            {
                foreach (var line in lines)
                {
                    await copy.WriteAsync(line + "\n");
                }
            }

            await RunAsync(session, "VACUUM ANALYZE articles", cancellation);
        }
    }

    public async Task ResetAsync(CancellationToken cancellation)
    {
        await AdminAsync("DROP DATABASE IF EXISTS rows WITH (FORCE)", cancellation);
        await AdminAsync("CREATE DATABASE rows TEMPLATE rows_before", cancellation);
        await AdminAsync("CHECKPOINT", cancellation);
    }

    public async Task UpsertAsync(string file, CancellationToken cancellation)
    {
        await using var session = await OpenAsync(cancellation);
        await using var transaction = await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            $"INSERT INTO articles ({Columns}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET name = excluded.name, price = excluded.price, stock = excluded.stock, active = excluded.active, note = excluded.note",
            session);
        foreach (var type in (NpgsqlDbType[])[NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Numeric, NpgsqlDbType.Integer, NpgsqlDbType.Boolean, NpgsqlDbType.Text])
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        await command.PrepareAsync(cancellation);
        var keys = new List<string>();
        foreach (var fields in CsvLines.Read(file))
        {
            var row = Typed(fields);
            keys.Add(row.Id);
            Bind(command.Parameters, row);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await using var delete = new NpgsqlCommand("DELETE FROM articles AS t WHERE NOT EXISTS (SELECT FROM unnest($1) AS k WHERE k = t.id)", session);
        delete.Parameters.Add(new NpgsqlParameter { Value = keys.ToArray() });
        await delete.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task MergeAsync(string file, CancellationToken cancellation)
    {
        await using var session = await OpenAsync(cancellation);
        await using var transaction = await session.BeginTransactionAsync(cancellation);
        await RunAsync(session, "CREATE TEMPORARY TABLE wanted (LIKE articles) ON COMMIT DROP", cancellation);
        await using (var copy = await session.BeginTextImportAsync($"COPY wanted ({Columns}) FROM STDIN (FORMAT csv, HEADER)", cancellation))
        {
            using var source = new StreamReader(file);
            var block = new char[32 * 1024];
            for (int read; (read = await source.ReadBlockAsync(block, cancellation)) > 0;)
            {
                await copy.WriteAsync(block.AsMemory(0, read), cancellation);
            }
        }

        await RunAsync(session, "ANALYZE wanted", cancellation);
        await RunAsync(
            session,
            """
            MERGE INTO articles AS t USING wanted AS w ON t.id = w.id
            WHEN MATCHED AND (t.name, t.price, t.stock, t.active, t.note) IS DISTINCT FROM (w.name, w.price, w.stock, w.active, w.note)
              THEN UPDATE SET name = w.name, price = w.price, stock = w.stock, active = w.active, note = w.note
            WHEN NOT MATCHED THEN INSERT (id, name, price, stock, active, note) VALUES (w.id, w.name, w.price, w.stock, w.active, w.note)
            WHEN NOT MATCHED BY SOURCE THEN DELETE
            """,
            cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task DiffAsync(string file, CancellationToken cancellation)
    {
        var wanted = CsvLines.Read(file).Select(Typed).ToDictionary(row => row.Id, StringComparer.Ordinal);
        await using var session = await OpenAsync(cancellation);
        await using var transaction = await session.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(session, transaction);
        await using (var select = new NpgsqlCommand($"SELECT {Columns} FROM articles", session, transaction))
        await using (var reader = await select.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var live = new Row(
                    reader.GetString(0), reader.GetString(1), reader.GetDecimal(2), reader.GetInt32(3), reader.GetBoolean(4), reader.IsDBNull(5) ? null : reader.GetString(5));
                if (!wanted.Remove(live.Id, out var row))
                {
                    var delete = new NpgsqlBatchCommand("DELETE FROM articles WHERE id = $1");
                    delete.Parameters.Add(new NpgsqlParameter { Value = live.Id });
                    batch.BatchCommands.Add(delete);
                }
                else if (row != live)
                {
                    Add(batch, "UPDATE articles SET name = $2, price = $3, stock = $4, active = $5, note = $6 WHERE id = $1", row);
                }
            }
        }

        foreach (var row in wanted.Values)
        {
            Add(batch, $"INSERT INTO articles ({Columns}) VALUES ($1, $2, $3, $4, $5, $6)", row);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task<string> SumAsync(CancellationToken cancellation)
    {
        await using var session = await OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT concat_ws(' ', count(*), sum(stock), sum(price), count(note)) FROM articles", session);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Connection) { Pooling = false }.ConnectionString);
        await session.OpenAsync(cancellation);
        return session;
    }

    private async Task AdminAsync(string sql, CancellationToken cancellation)
    {
        await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await session.OpenAsync(cancellation);
        await RunAsync(session, sql, cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection session, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static void Add(NpgsqlBatch batch, string sql, Row row)
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var i = 0; i < 6; i++)
        {
            command.Parameters.Add(new NpgsqlParameter());
        }

        Bind(command.Parameters, row);
        batch.BatchCommands.Add(command);
    }

    private static void Bind(NpgsqlParameterCollection parameters, Row row)
    {
        (parameters[0].Value, parameters[1].Value, parameters[2].Value) = (row.Id, row.Name, row.Price);
        (parameters[3].Value, parameters[4].Value) = (row.Stock, row.Active);
        (parameters[5].NpgsqlDbType, parameters[5].Value) = (NpgsqlDbType.Text, (object?)row.Note ?? DBNull.Value);
    }

    private static Row Typed(string?[] fields) => new(
        fields[0]!, fields[1]!, decimal.Parse(fields[2]!, CultureInfo.InvariantCulture), int.Parse(fields[3]!, CultureInfo.InvariantCulture), fields[4] is "true", fields[5]);

    private sealed record Row(string Id, string Name, decimal Price, int Stock, bool Active, string? Note);
}
