using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>One database with the way to reach it. Connections are pooled for as long as the target is open.</summary>
internal sealed class PostgresPlace : IAsyncDisposable
{
    private const int Connections = 4;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly Lazy<NpgsqlDataSource> _scripts;

    private PostgresPlace(Func<bool, NpgsqlDataSource> make, string name)
    {
        Source = make(false);
        Name = name;
        _scripts = new Lazy<NpgsqlDataSource>(() => make(true));
    }

    /// <summary>Gives connections. Errors come without their details, since those hold values of rows.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Gives connections whose errors have details. For statements of scripts alone, whose errors are told with values left out.</summary>
    public NpgsqlDataSource Scripts => _scripts.Value;

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
        var name = $"{text.Host}:{text.Port}/{text.Database}";
        return new PostgresPlace(
            details =>
            {
                var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(text.ConnectionString) { IncludeErrorDetail = details }.ConnectionString);
                configure?.Invoke(builder);
                return builder.Build();
            },
            name);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_scripts.IsValueCreated)
        {
            await _scripts.Value.DisposeAsync();
        }
    }
}
