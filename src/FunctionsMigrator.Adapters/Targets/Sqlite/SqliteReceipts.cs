using System.Globalization;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Receipts in <c>fm_receipts</c>, written in the transaction of what they prove.</summary>
internal static class SqliteReceipts
{
    public static WriteResult? Find(SqliteSession session, string run, string changeId, Digest? pre, Digest? post)
    {
        var found = session.Query(
            "SELECT status, found, fence, at FROM fm_receipts WHERE run = $0 AND change_id = $1 AND pre = $2 AND post = $3",
            row => new WriteResult(
                changeId,
                Enum.Parse<WriteStatus>(row.GetString(0)),
                row.IsDBNull(1) ? null : Digest.Parse(row.GetString(1)),
                row.GetInt64(2),
                SqliteTime.Parse(row.GetString(3))),
            run,
            changeId,
            Text(pre),
            Text(post));
        return found.Count > 0 ? found[0] : null;
    }

    public static void Add(SqliteSession session, string run, Digest? pre, Digest? post, WriteResult result) => session.Execute(
        "INSERT INTO fm_receipts (run, change_id, pre, post, status, found, fence, at) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)",
        run,
        result.ChangeId,
        Text(pre),
        Text(post),
        result.Status.ToString(),
        result.Found?.Hex,
        result.Fence,
        SqliteTime.Text(result.At));

    /// <summary>Deletes the receipts of all runs but these two: nobody asks for them again.</summary>
    public static void Keep(SqliteSession session, string run, string before) => session.Execute("DELETE FROM fm_receipts WHERE run NOT IN ($0, $1)", run, before);

    // No item is the empty text, so that the primary key finds it.
    private static string Text(Digest? digest) => digest?.Hex ?? "";
}

/// <summary>Times as the bookkeeping writes them: UTC, ISO 8601 with seven digits, so that they sort as text.</summary>
internal static class SqliteTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset Parse(string text) => DateTimeOffset.ParseExact(
        text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
