using FunctionsMigrator.Core.Items;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>A base folder of one test with one database in it, and a connection behind the product's back.</summary>
internal sealed class SqlitePlaceFixture : IDisposable
{
    private readonly LocalPlaceFixture _place = new();

    public static TargetBinding Binding { get; } = Bind("data/orders.db");

    public string Base => _place.Base;

    public string File => PathOf("data", "orders.db");

    public static TargetBinding Bind(string path) => LocalPlaceFixture.Bind("sqlite", path);

    public string PathOf(params string[] parts) => _place.PathOf(parts);

    public string[] Scratch(string run) => _place.Scratch(run);

    /// <summary>Runs statements; makes the file when there is none. Values are <c>$0</c> and so on.</summary>
    public void Execute(string sql, params IReadOnlyList<object?> values)
    {
        using var connection = Open(values, sql, out var command);
        using (command)
        {
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The rows of a query, their values as SQLite has them.</summary>
    public IReadOnlyList<object?[]> Query(string sql, params IReadOnlyList<object?> values)
    {
        using var connection = Open(values, sql, out var command);
        using (command)
        {
            using var reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
            }

            return rows;
        }
    }

    public void Dispose() => _place.Dispose();

    private SqliteConnection Open(IReadOnlyList<object?> values, string sql, out SqliteCommand command)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
        connection.Open();
        command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Count; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i] ?? DBNull.Value);
        }

        return connection;
    }
}
