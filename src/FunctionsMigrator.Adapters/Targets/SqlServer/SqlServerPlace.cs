using System.Globalization;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>One database with the way to reach it. Connections are pooled for as long as the target is open.</summary>
internal sealed class SqlServerPlace : IAsyncDisposable
{
    private const int Connections = 4;
    private const string Invariant = "System.Globalization.Invariant";

    private readonly string _connectionString;
    private readonly Func<SqlAuthenticationParameters, CancellationToken, Task<SqlAuthenticationToken>>? _token;
    private readonly SqlServerOptions _options;

    private SqlServerPlace(SqlConnectionStringBuilder text, SqlServerOptions options, Func<SqlAuthenticationParameters, CancellationToken, Task<SqlAuthenticationToken>>? token)
    {
        (_connectionString, _options, _token) = (text.ConnectionString, options, token);
        Name = $"{text.DataSource}/{text.InitialCatalog}";
        ReadOnlyIntent = text.ApplicationIntent == ApplicationIntent.ReadOnly;
        UsesProvider = text.Authentication is not (SqlAuthenticationMethod.NotSpecified or SqlAuthenticationMethod.SqlPassword);
    }

    /// <summary>Server and database, for people: <c>db.example.com,1433/orders</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the connection string asks for a replica that only reads.</summary>
    public bool ReadOnlyIntent { get; }

    /// <summary>Whether the connection string asks for a sign-in that this program does by <c>identity: managed</c> alone.</summary>
    public bool UsesProvider { get; }

    /// <summary>Whether the database keeps former versions of rows, so that reads can see one moment. Known once it was opened.</summary>
    public bool Snapshots { get; set; }

    /// <summary>Opens the way that a connection string describes; nothing is connected yet.</summary>
    /// <param name="connectionString">With its secrets.</param>
    /// <param name="database">Takes the place of the one named there.</param>
    /// <param name="options">Clocks and patience.</param>
    /// <param name="token">Gives the token that says who connects; null: the connection string does.</param>
    /// <exception cref="ArgumentException">It is no connection string. The message may repeat parts of it.</exception>
    public static SqlServerPlace Of(
        string connectionString, string? database, SqlServerOptions options, Func<SqlAuthenticationParameters, CancellationToken, Task<SqlAuthenticationToken>>? token = null)
    {
        SqlConnectionStringBuilder text;
        try
        {
            text = new SqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ArgumentException(exception.Message, nameof(connectionString), exception);
        }

        text.ApplicationName = "functions-migrator";
        text.Pooling = true;
        text.MinPoolSize = 0;
        text.MaxPoolSize = Connections;
        text.PersistSecurityInfo = false;
        text.Enlist = false;
        text.MultipleActiveResultSets = false;

        // A session that breaks takes its locks along: it must never be replaced in silence by a new one without them.
        text.ConnectRetryCount = 0;
        text.InitialCatalog = database ?? text.InitialCatalog;
        return string.IsNullOrEmpty(text.DataSource) ? throw new ArgumentException("The connection string names no server.", nameof(connectionString))
            : string.IsNullOrEmpty(text.InitialCatalog) ? throw new ArgumentException("The connection string names no database.", nameof(connectionString))
            : new SqlServerPlace(text, options, token);
    }

    /// <summary>A connection, open. A database in Azure that resumes or moves is waited for.</summary>
    /// <exception cref="TargetException">TGT016: this process knows no languages.</exception>
    public async Task<SqlConnection> OpenAsync(CancellationToken cancellation)
    {
        RequireLanguages();
        var began = _options.Waiting.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var connection = Make();
            try
            {
                await connection.OpenAsync(cancellation);
                return connection;
            }
            catch (SqlException exception) when (SqlServerOpening.Pause(tries, _options.Waiting.GetElapsedTime(began), SqlServerError.Of(exception)[0]) is { } pause)
            {
                await connection.DisposeAsync();
                await Task.Delay(pause, _options.Waiting, cancellation);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        using var connection = Make();
        SqlConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private SqlConnection Make() => new(_connectionString) { AccessTokenCallback = _token };

    /// <summary>
    /// The client finds the encoding of a column's texts by the language of its collation, and refuses to work in a process without languages. The switch it asks says how the program
    /// was built; that the surroundings changed it, it is told here.
    /// </summary>
    private static void RequireLanguages()
    {
        if (HasLanguages())
        {
            AppContext.SetSwitch(Invariant, false);
            return;
        }

        throw new TargetException(TargetCodes.NoLanguages.Finding("The client of SQL Server needs the languages' data of the operating system (ICU), and this process runs without."));
    }

    internal static bool HasLanguages()
    {
        try
        {
            return CultureInfo.GetCultureInfo("en-US").LCID == 0x0409 && CultureInfo.GetCultureInfo("de-DE").TextInfo.ANSICodePage == 1252
                && !CultureInfo.GetCultureInfo("en-US").EnglishName.Contains("Invariant", StringComparison.Ordinal);
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
