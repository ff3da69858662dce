using System.Globalization;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// The product's tables in a schema of their own: <c>target</c> (owner and claim), <c>history</c> (scripts applied and taken back, append-only), <c>receipts</c> (proof of
/// the writes of the last two runs), <c>removed</c> (unmanaged columns of deleted rows, as texts that the columns' types read back) and <c>progress</c> (batches that stand of scripts
/// that run outside a transaction and are not done). Texts compare by their code points, whatever the database's collation.
/// </summary>
internal sealed class SqlServerBookkeeping(string schema, TargetAddress address)
{
    private const int Format = 1;
    private const string Exact = "COLLATE Latin1_General_100_BIN2";

    /// <summary>The lock that keeps every other script on this database out, also those of other bookkeepings.</summary>
    public const string ScriptsLock = "functions-migrator scripts";

    /// <summary>How long the columns of a deleted row are kept.</summary>
    public static readonly TimeSpan RemovedKept = TimeSpan.FromDays(30);

    private static readonly string[] Tables = ["target", "history", "receipts", "removed", "progress"];

    /// <summary>The schema's name.</summary>
    public string Schema => schema;

    /// <summary>The lock that keeps every other claim out, also while there is no row to hold yet. Its beginning, which the server shows, tells it from others.</summary>
    public string ClaimLock => $"functions-migrator claim {schema}";

    /// <summary>A table's quoted name.</summary>
    public string Table(string name) => SqlServerText.Quote(schema, name);

    /// <summary>The query that answers whether there is such a table, and it may be read.</summary>
    public const string HasSql = "SELECT 1 FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE s.name = @p1 AND t.name = @p2";

    /// <summary>The query for the marker.</summary>
    /// <param name="hold">Whether nobody else may claim or write until the transaction ends.</param>
    public string MarkerSql(bool hold) => $"SELECT format, store, claim, run FROM {Table("target")}{(hold ? " WITH (UPDLOCK, HOLDLOCK, ROWLOCK)" : "")} WHERE id = 1";

    /// <summary>The statement that writes the marker: <c>@p1</c> format, <c>@p2</c> store, <c>@p3</c> claim, <c>@p4</c> run.</summary>
    public string WriteMarkerSql() =>
        $"""
        UPDATE {Table("target")} SET store = @p2, claim = @p3, run = @p4 WHERE id = 1;
        IF @@ROWCOUNT = 0
            INSERT INTO {Table("target")} (id, format, store, claim, run) VALUES (1, @p1, @p2, @p3, @p4);
        """;

    /// <summary>The statements that drop receipts of all runs but <c>@p1</c> and <c>@p2</c>, and what is kept of rows that were deleted before <c>@p3</c>.</summary>
    public string ExpireSql() =>
        $"""
        DELETE FROM {Table("receipts")} WHERE run NOT IN (@p1, @p2);
        DELETE FROM {Table("removed")} WHERE at < @p3;
        """;

    /// <summary>The statements that make what is missing, each a batch of its own.</summary>
    public IReadOnlyList<string> CreateSql() =>
    [
        $"IF SCHEMA_ID({SqlServerText.Literal(schema)}) IS NULL EXEC ({SqlServerText.Literal($"CREATE SCHEMA {SqlServerText.Quote(schema)}")});",
        Missing("target", $"id int NOT NULL PRIMARY KEY CHECK (id = 1), format int NOT NULL, store nvarchar(400) {Exact} NOT NULL, claim bigint NOT NULL, run nvarchar(400) {Exact} NOT NULL"),
        Missing(
            "history",
            $"""
            id bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY, resource nvarchar(400) {Exact} NOT NULL, script nvarchar(400) {Exact} NOT NULL, version nvarchar(400) {Exact} NULL,
                kind nvarchar(20) {Exact} NOT NULL, action nvarchar(20) {Exact} NOT NULL, checksum char(64) {Exact} NULL, text nvarchar(max) {Exact} NULL, run nvarchar(400) {Exact} NOT NULL,
                change_id nvarchar(max) {Exact} NOT NULL, fence bigint NOT NULL, at datetimeoffset(6) NOT NULL, INDEX history_by_script NONCLUSTERED (resource, script, id)
            """),
        Trigger(),
        Missing(
            "receipts",
            $"""
            run nvarchar(400) {Exact} NOT NULL, change_hash binary(32) NOT NULL, change_id nvarchar(max) {Exact} NOT NULL, pre char(64) {Exact} NOT NULL, post char(64) {Exact} NOT NULL,
                status nvarchar(20) {Exact} NOT NULL, found char(64) {Exact} NULL, fence bigint NOT NULL, at datetimeoffset(6) NOT NULL, PRIMARY KEY (run, change_hash)
            """),
        Missing(
            "removed",
            $"""
            id bigint IDENTITY(1, 1) NOT NULL PRIMARY KEY, table_name nvarchar(300) {Exact} NOT NULL, key_hash binary(32) NOT NULL, row_key nvarchar(max) {Exact} NOT NULL,
                checksum char(64) {Exact} NOT NULL, columns nvarchar(max) {Exact} NOT NULL, run nvarchar(400) {Exact} NOT NULL, at datetimeoffset(6) NOT NULL,
                INDEX removed_by_key NONCLUSTERED (table_name, key_hash)
            """),
        Missing(
            "progress",
            $"""
            resource nvarchar(200) {Exact} NOT NULL, script nvarchar(200) {Exact} NOT NULL, action nvarchar(20) {Exact} NOT NULL, ordinal int NOT NULL, target char(64) {Exact} NOT NULL,
                hash char(64) {Exact} NOT NULL, statement nvarchar(max) {Exact} NULL, done bit NOT NULL, run nvarchar(400) {Exact} NOT NULL, fence bigint NOT NULL, at datetimeoffset(6) NOT NULL,
                PRIMARY KEY (resource, script, action, ordinal)
            """),
    ];

    /// <summary>Whether there is such a table, and it may be read.</summary>
    public async Task<bool> HasAsync(SqlServerSession session, string table, CancellationToken cancellation) =>
        (await session.QueryAsync(HasSql, _ => true, cancellation, schema, table)).Count > 0;

    /// <summary>Makes what is missing. A user that may not make schemas works where somebody else ran it once.</summary>
    public async Task CreateAsync(SqlServerSession session, CancellationToken cancellation)
    {
        var found = await session.QueryAsync("SELECT t.name FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id WHERE s.name = @p1", row => row.GetString(0), cancellation, schema);
        if (Tables.Except(found, StringComparer.OrdinalIgnoreCase).Any())
        {
            foreach (var sql in CreateSql())
            {
                await session.RunAsync(sql, cancellation);
            }
        }
    }

    /// <summary>Who owns the database; null before the first claim.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="hold">Whether nobody else may claim or write until the transaction ends.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TargetException">TGT008.</exception>
    public async Task<TargetMarker?> ReadMarkerAsync(SqlServerSession session, bool hold, CancellationToken cancellation) =>
        await HasAsync(session, "target", cancellation) ? (await session.QueryAsync(MarkerSql(hold), MarkerOf, cancellation)).FirstOrDefault() : null;

    public Task WriteMarkerAsync(SqlServerSession session, Claim claim, CancellationToken cancellation) =>
        session.ExecuteAsync(WriteMarkerSql(), cancellation, Format, claim.Store, claim.Number, claim.Run);

    /// <summary>Drops what nobody asks for again.</summary>
    public Task ExpireAsync(SqlServerSession session, string run, string before, DateTimeOffset now, CancellationToken cancellation) =>
        session.ExecuteAsync(ExpireSql(), cancellation, run, before, now - RemovedKept);

    private TargetMarker MarkerOf(SqlDataReader row) => row.GetInt32(0) <= Format
        ? new TargetMarker(row.GetString(1), row.GetInt64(2), row.GetString(3))
        : throw new TargetException(TargetCodes.Newer.Finding(
            $"The tables of schema {schema} have format {row.GetInt32(0).ToString(CultureInfo.InvariantCulture)}; this program knows {Format}.", target: address.ToString()));

    private string Missing(string table, string columns) =>
        $"""
        IF OBJECT_ID({SqlServerText.Literal(Table(table))}, N'U') IS NULL
            CREATE TABLE {Table(table)} (
                {columns});
        """;

    // TRUNCATE fires no trigger; it needs the right to alter the table, and whoever has that can drop the trigger too.
    private string Trigger()
    {
        var name = SqlServerText.Quote(schema, "history_is_append_only");
        var sql = $"CREATE TRIGGER {name} ON {Table("history")} INSTEAD OF UPDATE, DELETE AS THROW 50000, N'the history of scripts is append-only', 1;";
        return $"IF OBJECT_ID({SqlServerText.Literal(name)}, N'TR') IS NULL EXEC ({SqlServerText.Literal(sql)});";
    }
}
