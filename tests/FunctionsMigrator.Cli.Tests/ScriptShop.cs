using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>A repository with one resource of scripts over one SQLite database, with real git, store and engine.</summary>
internal sealed class ScriptShop : IDisposable
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private readonly TemporaryDirectory _folder = new();
    private bool _committed;

    public ScriptShop()
    {
        Write(".gitignore", ".fm/\ndata/\n").Write("migrator.yaml", "kind: Repository\nname: shop\nformat: 1\nbranches: { main: [test] }\nstore: local\n")
            .Write("metadata/sql/README.md", "Scripts of the shop\n").Write("metadata/schema.yaml", "kind: SqlMigrations\nname: schema\ntarget: db\npath: sql\n").Write("policies/test.yaml", "kind: Policy\nname: test\n").Write(
                "environments/test.yaml",
                "kind: Environment\nname: test\npolicy: test\nregions: [ { name: local, ring: canary } ]\ntargets: { db: { type: sqlite, path: data/shop.sqlite } }\nrollout: { waves: [ { percent: 100 } ] }\n");
    }

    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    public string PathOf(string path) => _folder.File(path);

    public string[] Scripts() => [.. Directory.EnumerateFiles(PathOf("metadata/sql"), "*.sql").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public string Read(string path) => File.ReadAllText(PathOf(path));

    public ScriptShop Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
        return this;
    }

    public void Commit()
    {
        var made = _committed ? GitRepositories.CommitAll(Folder, "Next", Ada, DateTimeOffset.UtcNow) : GitRepositories.Create(Folder, "First", Ada, DateTimeOffset.UtcNow);
        Assert.True(made.Succeeded);
        _committed = true;
    }

    public Task<FmResult> FmAsync(params string[] args) => new Fm { Surroundings = new TestSurroundings(Folder), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);

    public string[] History() => Query("SELECT script || ' ' || action FROM fm_history ORDER BY id");

    /// <summary>Liquibase's tables as it makes them on SQLite, and a row for each changeset with a checksum.</summary>
    public ScriptShop ByLiquibase(params (string Id, string File, string Sql, string? Checksum)[] changesets)
    {
        Execute(
            """
            CREATE TABLE DATABASECHANGELOGLOCK (ID INTEGER NOT NULL, LOCKED BOOLEAN NOT NULL, LOCKGRANTED TEXT, LOCKEDBY VARCHAR(255), CONSTRAINT PK_DATABASECHANGELOGLOCK PRIMARY KEY (ID));
            INSERT INTO DATABASECHANGELOGLOCK VALUES (1, 0, NULL, NULL);
            CREATE TABLE DATABASECHANGELOG (ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL, DATEEXECUTED TEXT NOT NULL, ORDEREXECUTED INTEGER NOT NULL,
              EXECTYPE VARCHAR(10) NOT NULL, MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255), TAG VARCHAR(255), LIQUIBASE VARCHAR(20), CONTEXTS VARCHAR(255), LABELS VARCHAR(255), DEPLOYMENT_ID VARCHAR(10));
            """);
        foreach (var (order, (id, file, sql, checksum)) in changesets.Index())
        {
            Execute(sql.Length > 0 ? sql : "SELECT 1");
            Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO DATABASECHANGELOG VALUES ('{id}', 'ada', '{file}', '2026-01-01', {order + 1}, 'EXECUTED', {(checksum is null ? "NULL" : $"'{checksum}'")}, 'sql', '', NULL, '4.29.2', NULL, NULL, '1')"));
        }

        return this;
    }

    /// <summary>Liquibase's checksum, version 9, of a changeset with this text.</summary>
    public static string Checksum9(string sql) => $"9:{Md5($"9:{Md5(string.Concat(sql.Split([' ', '\n', '\t'])))}:")}";

    /// <summary>Liquibase's checksum, version 8, of a changeset with this text in one line.</summary>
    public static string Checksum8(string line, string delimiter = "null") => $"8:{Md5($"8:{Md5($"{delimiter}:true:true:{line}")}:")}";

    public void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public string[] Query(string sql)
    {
        using var connection = Open();
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

#pragma warning disable CA5351 // The other tool's algorithm.
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private SqliteConnection Open()
    {
        Directory.CreateDirectory(PathOf("data"));
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = PathOf("data/shop.sqlite"), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
