using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>The databases <c>data/PLACE/db.sqlite</c> of a scenario, as somebody beside the product sees and changes them.</summary>
public static class ScenarioDatabase
{
    /// <summary>The first column of a query, as text.</summary>
    public static string[] Query(Scenario world, string place, string sql)
    {
        using var connection = Open(world, place);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }

    /// <summary>The rows of the script history, oldest first: <c>V1__colours apply</c>.</summary>
    public static string[] History(Scenario world, string place) => Query(world, place, "SELECT script || ' ' || action FROM fm_history ORDER BY id");

    /// <summary>Runs statements.</summary>
    public static void Execute(Scenario world, string place, string sql)
    {
        using var connection = Open(world, place);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(Scenario world, string place)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(world.Root, $"data/{place}/db.sqlite"), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
