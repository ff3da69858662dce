using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Makes and drops scratch databases. Their names begin with <c>fm_scratch_</c>; nothing else is ever dropped.</summary>
internal static class SqlServerScratchDatabase
{
    // In Azure making one takes a minute or two.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The query for how texts compare in a database, where nothing else is said.</summary>
    public const string CollationSql = "SELECT CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation'));";

    /// <summary>Makes an empty database that sorts and compares as the live one does; replaces what an earlier try left.</summary>
    public static async Task CreateAsync(SqlServerPlace server, SqlServerPlace live, string name, CancellationToken cancellation)
    {
        string collation;
        await using (var source = await live.OpenAsync(cancellation))
        await using (var command = new SqlCommand(CollationSql, source))
        {
            collation = (string)(await command.ExecuteScalarAsync(cancellation))!;
        }

        await DropAsync(server, name, cancellation);
        await ExecuteAsync(server, CreateSql(name, collation), cancellation);
    }

    /// <summary>Drops a scratch database with the sessions on it; nothing happens when there is none.</summary>
    public static async Task DropAsync(SqlServerPlace server, string name, CancellationToken cancellation)
    {
        foreach (var sql in DropSql(name))
        {
            await ExecuteAsync(server, sql, cancellation);
        }
    }

    /// <summary>The statement that makes one.</summary>
    public static string CreateSql(string name, string collation) => collation.All(unit => char.IsAsciiLetterOrDigit(unit) || unit == '_')
        ? $"CREATE DATABASE {Quoted(name)} COLLATE {collation};"
        : throw new ArgumentException($"'{collation}' is no name of a collation.", nameof(collation));

    /// <summary>The statements that drop one. Azure ends the sessions itself and knows no SINGLE_USER.</summary>
    public static IReadOnlyList<string> DropSql(string name) =>
    [
        $"IF DB_ID({SqlServerText.Literal(name)}) IS NOT NULL AND SERVERPROPERTY(N'EngineEdition') <> 5 EXEC ({SqlServerText.Literal($"ALTER DATABASE {Quoted(name)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE")});",
        $"DROP DATABASE IF EXISTS {Quoted(name)};",
    ];

    private static string Quoted(string name) => name.StartsWith("fm_scratch_", StringComparison.Ordinal)
        ? SqlServerText.Quote(name)
        : throw new ArgumentException($"'{name}' is no name of a scratch database.", nameof(name));

    private static async Task ExecuteAsync(SqlServerPlace server, string sql, CancellationToken cancellation)
    {
        await using var connection = await server.OpenAsync(cancellation);
        await SqlServerSession.RunAsync(connection, null, sql, Patience, cancellation);
    }
}
