using FunctionsMigrator.Adapters.Targets.Sql;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Makes and drops scratch databases. Their names begin with <c>fm_scratch_</c>; nothing else is ever dropped.</summary>
internal static class PostgresScratchDatabase
{
    private const string InvalidValue = "22023";
    private const string WrongObject = "42809";

    /// <summary>Makes an empty database that sorts and compares as the live one does where the server can; replaces what an earlier try left.</summary>
    public static async Task CreateAsync(PostgresPlace server, PostgresPlace live, string name, CancellationToken cancellation)
    {
        await using var source = await live.Source.OpenConnectionAsync(cancellation);
        await using var locale = new NpgsqlCommand("SELECT datcollate, datctype FROM pg_catalog.pg_database WHERE datname = current_database()", source);
        await using var row = await locale.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var (collate, ctype) = (row.GetString(0), row.GetString(1));
        await DropAsync(server, name, cancellation);
        var create = $"CREATE DATABASE {Quoted(name)} TEMPLATE template0 ENCODING 'UTF8'";
        try
        {
            await ExecuteAsync(server, $"{create} LC_COLLATE {Literal(collate)} LC_CTYPE {Literal(ctype)}", cancellation);
        }
        catch (PostgresException exception) when (exception.SqlState is InvalidValue or WrongObject)
        {
            await ExecuteAsync(server, create, cancellation);
        }
    }

    /// <summary>Drops a scratch database with the sessions on it; nothing happens when there is none.</summary>
    public static Task DropAsync(PostgresPlace server, string name, CancellationToken cancellation) =>
        ExecuteAsync(server, $"DROP DATABASE IF EXISTS {Quoted(name)} WITH (FORCE)", cancellation);

    private static string Quoted(string name) => name.StartsWith("fm_scratch_", StringComparison.Ordinal)
        ? SqlText.Quote(name)
        : throw new ArgumentException($"'{name}' is no name of a scratch database.", nameof(name));

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task ExecuteAsync(PostgresPlace server, string sql, CancellationToken cancellation)
    {
        await using var connection = await server.Source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
