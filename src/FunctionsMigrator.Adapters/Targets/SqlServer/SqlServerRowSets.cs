namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// The statements that write a batch of rows as sets. The rows travel in one bulk copy into the temporary table <c>#fm_rows</c>, a text for each value, and the server converts each text to
/// the type of its column. Three plain statements write them rather than one MERGE: of MERGE nobody can tell which of its parts failed, it fires triggers once for each kind of change with
/// counts of all, and Microsoft's own page on it advises separate statements where they do.
/// </summary>
internal sealed class SqlServerRowSets(SqlServerRows rows)
{
    /// <summary>The <c>kind</c> of a row that goes.</summary>
    public const int Delete = 0;

    /// <summary>Of one that changes.</summary>
    public const int Update = 1;

    /// <summary>Of one that comes; rows that bring different columns along have this or higher numbers.</summary>
    public const int Insert = 2;

    /// <summary>The temporary table.</summary>
    public const string Table = "#fm_rows";

    /// <summary>The statement that drops it.</summary>
    public const string DropSql = $"DROP TABLE {Table};";

    /// <summary>Its columns: number and kind of the row, texts of its key, of its managed columns and of those that nobody manages.</summary>
    public IReadOnlyList<string> Columns { get; } =
        ["row", "kind", .. rows.Key.Select((_, i) => $"p{i}"), .. rows.Columns.Select((_, i) => $"v{i}"), .. rows.Unmanaged.Select((_, i) => $"u{i}")];

    /// <summary>The statement that makes it. It is sent without values: what such a statement makes lasts as long as the connection.</summary>
    public string CreateSql => $"CREATE TABLE {Table} (row int NOT NULL PRIMARY KEY, kind int NOT NULL, {string.Join(", ", Columns.Skip(2).Select(column => $"{column} nvarchar(max) NULL"))});";

    /// <summary>The query for what others would change along with a deletion: number of the row and how many rows of theirs.</summary>
    public string DependentsSql(SqlServerLink link) =>
        $"""
        SELECT TOP (1) w.row, COUNT_BIG(*) FROM {Table} AS w
        JOIN {rows.Table.Sql} AS t ON {rows.Match("w")}
        JOIN {link.ChildSql} AS c ON {string.Join(" AND ", link.From.Zip(link.To, (from, to) => $"c.{SqlServerText.Quote(from)} = t.{SqlServerText.Quote(to)}"))}
        WHERE w.kind = {Delete} GROUP BY w.row;
        """;

    /// <summary>The query for the columns that nobody manages of rows that go; of a type without text only whether there is a value.</summary>
    public string UnmanagedSql =>
        $"""
        SELECT w.row, {string.Join(", ", rows.Unmanaged.Select(column => column.HasText ? column.SelectSql("t") : $"CASE WHEN t.{column.Sql} IS NULL THEN NULL ELSE N'1' END"))}
        FROM {Table} AS w JOIN {rows.Table.Sql} AS t ON {rows.Match("w")} WHERE w.kind = {Delete} ORDER BY w.row;
        """;

    /// <summary>The statement that deletes.</summary>
    /// <param name="one">Only the row <c>@p1</c>.</param>
    public string DeleteSql(bool one) => $"DELETE t FROM {rows.Table.Sql} AS t JOIN {Table} AS w ON {rows.Match("w")} WHERE w.kind = {Delete}{One(one)};";

    /// <summary>The statement that updates; null where nothing but the key is managed, which holds the same values already.</summary>
    /// <param name="one">Only the row <c>@p1</c>.</param>
    public string? UpdateSql(bool one)
    {
        var assigned = rows.Columns.Index().Where(entry => !rows.Key.Contains(entry.Item)).Select(entry => $"t.{entry.Item.Sql} = {entry.Item.AssignedSql($"w.v{entry.Index}")}").ToList();
        return assigned.Count == 0 ? null
            : $"UPDATE t SET {string.Join(", ", assigned)} FROM {rows.Table.Sql} AS t JOIN {Table} AS w ON {rows.Match("w")} WHERE w.kind = {Update}{One(one)};";
    }

    /// <summary>The statement that inserts.</summary>
    /// <param name="kind">The rows.</param>
    /// <param name="kept">Columns that nobody manages and that come back with the row.</param>
    /// <param name="one">Only the row <c>@p1</c>.</param>
    public string InsertSql(int kind, IReadOnlyCollection<string> kept, bool one)
    {
        var columns = rows.Columns.Select((column, i) => (Column: column, Text: $"w.v{i}"))
            .Concat(rows.Unmanaged.Select((column, i) => (Column: column, Text: $"w.u{i}")).Where(entry => kept.Contains(entry.Column.Name))).ToList();
        var insert =
            $"INSERT INTO {rows.Table.Sql} ({string.Join(", ", columns.Select(entry => entry.Column.Sql))}) " +
            $"SELECT {string.Join(", ", columns.Select(entry => entry.Column.AssignedSql(entry.Text)))} FROM {Table} AS w WHERE w.kind = {kind}{One(one)};";
        return columns.Exists(entry => entry.Column.Identity) ? $"SET IDENTITY_INSERT {rows.Table.Sql} ON;\n{insert}\nSET IDENTITY_INSERT {rows.Table.Sql} OFF;" : insert;
    }

    private static string One(bool one) => one ? " AND w.row = @p1" : "";
}
