using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>
/// A scratch database: the structure of the live one, its script history, the rows of managed tables with all their columns, and a few generated rows in the tables
/// that the plan's scripts touch and that would be empty. Rows of other tables are not read.
/// </summary>
internal static class SqliteScratch
{
    /// <summary>A scratch database that stands.</summary>
    /// <param name="Gaps">Where it does not tell what the live one would.</param>
    /// <param name="Findings">How it differs from the live one, for people.</param>
    public sealed record Made(SqliteGaps Gaps, IReadOnlyList<Finding> Findings);

    /// <param name="live">The live file; null where there is none yet.</param>
    /// <param name="path">The file to make.</param>
    /// <param name="request">What is managed and touched.</param>
    /// <param name="address">The live target.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Made Create(string? live, string path, ScratchRequest request, TargetAddress address, CancellationToken cancellation)
    {
        SqliteSession.Create(path).Dispose();

        // Attached files are opened as this one is: without the right to make them.
        using var session = SqliteSession.Write(path);
        return session.Run(
            () =>
            {
                // Rows come without those that they point to.
                session.Execute("PRAGMA foreign_keys = OFF");
                if (live is not null)
                {
                    session.Execute("ATTACH DATABASE $0 AS live", live);
                }

                session.Execute("BEGIN IMMEDIATE");
                SqliteBookkeeping.Create(session);
                var made = live is null ? new Made(new SqliteGaps(new HashSet<string>(), new HashSet<string>()), []) : Copy(session, request, address);
                session.Commit();
                return made;
            },
            cancellation);
    }

    private static Made Copy(SqliteSession session, ScratchRequest request, TargetAddress address)
    {
        var managed = request.Slices.Where(slice => slice.Table is not null).Select(slice => slice.Table!.Table).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var objects = SqliteSchema.Read(session, "live");
        var hollow = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in objects.Where(item => item.Kind == SqliteObjectKind.Table))
        {
            session.Execute(table.Sql!);
            if (managed.Contains(table.Name))
            {
                CopyRows(session, table.Name);
            }
            else
            {
                hollow.Add(table.Name);
            }
        }

        if (session.Query("SELECT 1 FROM live.sqlite_schema WHERE name = $0", _ => true, SqliteNames.History).Count > 0)
        {
            session.Execute("INSERT INTO main.fm_history SELECT * FROM live.fm_history");
        }

        // Triggers come last: they shall not see the rows that are only copied or made up.
        Make(session, objects, SqliteObjectKind.Index);
        var findings = new GeneratedRows(session, address).Fill(request.Touched);
        Make(session, objects, SqliteObjectKind.View);
        Make(session, objects, SqliteObjectKind.Trigger);
        var madeUp = hollow.Where(name => session.Query($"SELECT 1 FROM main.{SqliteNames.Quote(name)} LIMIT 1", _ => true).Count > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new Made(new SqliteGaps(hollow, madeUp), [.. findings, .. Unchecked(SqliteGaps.Links(session), hollow, madeUp, address)]);
    }

    private static IEnumerable<Finding> Unchecked(List<(string Child, string Parent)> links, HashSet<string> hollow, HashSet<string> madeUp, TargetAddress address)
    {
        var parents = links.Select(link => link.Parent).Where(hollow.Contains).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (parents.Count > 0)
        {
            yield return TargetCodes.ScratchDiffers.Finding(
                $"The rows of {string.Join(", ", parents)} are not in the scratch database, so foreign keys are not checked there.", target: address.ToString());
        }

        var children = links.Where(link => madeUp.Contains(link.Child) && !hollow.Contains(link.Parent)).Select(link => link.Child).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (children.Count > 0)
        {
            yield return TargetCodes.ScratchDiffers.Finding(
                $"The rows of {string.Join(", ", children)} are made up in the scratch database, so it is not checked there whether a row that they point to may go.", target: address.ToString());
        }
    }

    private static void CopyRows(SqliteSession session, string table)
    {
        var columns = SqliteNames.Quote(SqliteTable.Read(session, table)!.Columns.Where(column => !column.Generated).Select(column => column.Name));
        session.Execute($"INSERT INTO main.{SqliteNames.Quote(table)} ({columns}) SELECT {columns} FROM live.{SqliteNames.Quote(table)}");
    }

    private static void Make(SqliteSession session, IEnumerable<SqliteObject> objects, SqliteObjectKind kind)
    {
        foreach (var item in objects.Where(item => item.Kind == kind && item.Sql is not null))
        {
            session.Execute(item.Sql!);
        }
    }
}
