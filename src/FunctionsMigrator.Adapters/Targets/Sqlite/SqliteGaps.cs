namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Where a scratch database cannot tell whether a foreign key holds on the live one.</summary>
/// <param name="Hollow">Tables whose live rows are not in it.</param>
/// <param name="MadeUp">Those of them that hold made-up rows instead: what these point to may go without any live row minding.</param>
internal sealed record SqliteGaps(IReadOnlySet<string> Hollow, IReadOnlySet<string> MadeUp)
{
    /// <summary>Whether a foreign key of the database, as it is now, leads into or out of a gap.</summary>
    public bool Touch(SqliteSession session) => Hollow.Count > 0 && Links(session).Exists(link => Hollow.Contains(link.Parent) || MadeUp.Contains(link.Child));

    /// <summary>All foreign keys, by table.</summary>
    public static List<(string Child, string Parent)> Links(SqliteSession session) => session.Query(
        """SELECT DISTINCT m.name, f."table" FROM main.sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY 1, 2""",
        row => (row.GetString(0), row.GetString(1)));
}
