using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>One database with the way to reach it. Connections are pooled for as long as the target is open.</summary>
internal sealed class PostgresPlace : IAsyncDisposable
{
    private const int Connections = 4;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private PostgresPlace(NpgsqlDataSource source, string name)
    {
        Source = source;
        Name = name;
    }

    /// <summary>Gives connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Server and database, for people: <c>db.example.com:5432/orders</c>.</summary>
    public string Name { get; }

    /// <summary>Opens the way that a connection string describes; nothing is connected yet.</summary>
    /// <param name="connectionString">With its secrets.</param>
    /// <param name="database">Takes the place of the one named there.</param>
    /// <param name="configure">Adds what no connection string holds, such as tokens for passwords.</param>
    /// <exception cref="ArgumentException">It is no connection string. The message may repeat parts of it.</exception>
    public static PostgresPlace Of(string connectionString, string? database, Action<NpgsqlDataSourceBuilder>? configure = null)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "functions-migrator",
            Pooling = true,
            MinPoolSize = 0,
            MaxPoolSize = Connections,
            PersistSecurityInfo = false,
            IncludeErrorDetail = false,
            IncludeFailedBatchedCommand = true,
            Enlist = false,
            CommandTimeout = 0,
        };
        text.KeepAlive = text.KeepAlive > 0 ? text.KeepAlive : (int)KeepAlive.TotalSeconds;
        if (database is not null)
        {
            text.Database = database;
        }

        if (string.IsNullOrEmpty(text.Host))
        {
            throw new ArgumentException("The connection string names no host.", nameof(connectionString));
        }

        text.Database ??= text.Username;
        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
        configure?.Invoke(builder);
        return new PostgresPlace(builder.Build(), $"{text.Host}:{text.Port}/{text.Database}");
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
