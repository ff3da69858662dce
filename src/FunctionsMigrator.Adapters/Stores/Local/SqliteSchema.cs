using System.Globalization;
using System.Reflection;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>Brings a record file to the present version of its schema.</summary>
internal static class SqliteSchema
{
    private const string Scripts = "FunctionsMigrator.Adapters.Stores.Local.Scripts.V";

    /// <exception cref="StoreException">STO004: the file has a newer version.</exception>
    public static void Upgrade(SqliteConnection connection, string path, DateTimeOffset now)
    {
        var scripts = Find();
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
        var found = Convert.ToInt32(Scalar(connection, "SELECT coalesce(max(version), 0) FROM schema_version"), CultureInfo.InvariantCulture);
        if (found > scripts.Count)
        {
            throw new StoreException(StoreCodes.Format.Finding($"{path} has schema version {found}; this program knows versions up to {scripts.Count}."));
        }

        for (var version = found + 1; version <= scripts.Count; version++)
        {
            Run(connection, scripts[version]);
            Run(connection, "INSERT INTO schema_version (version, applied_at) VALUES ($version, $at)", ("$version", version), ("$at", now.ToString("O")));
        }

        transaction.Commit();
    }

    private static SortedDictionary<int, string> Find()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new SortedDictionary<int, string>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Scripts, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var number = name[Scripts.Length..name.IndexOf("__", StringComparison.Ordinal)];
            scripts.Add(int.Parse(number, CultureInfo.InvariantCulture), reader.ReadToEnd());
        }

        return scripts;
    }

    private static void Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        return command.ExecuteScalar();
    }

    // The text is always a constant of this file or an embedded script.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "Constants and embedded scripts only.")]
    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
