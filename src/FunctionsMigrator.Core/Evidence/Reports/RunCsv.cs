using System.Globalization;
using System.Text;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>
/// Rows as CSV (RFC 4180: comma, CRLF, quotes doubled). A cell that a spreadsheet would take for a formula (it begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab or a line end) gets an
/// apostrophe in front: titles and reasons are written by people who may not change production, and read by people who may.
/// </summary>
public static class RunCsv
{
    private static readonly string[] Columns =
    [
        "started_utc", "ended_utc", "run", "environment", "state", "reason", "tickets", "change_notes", "title", "commit", "authors", "started_by", "approved_by", "refused_by", "risk", "changes",
        "plan_digest", "bundle_digest", "overrides", "reverts", "taken_back_by", "signed_commits", "refused_commits", "audit", "audit_findings",
    ];

    /// <summary>The line of column names, with its line end.</summary>
    public static string Head() => Line(Columns);

    /// <summary>A row, with its line end.</summary>
    public static string Of(RunRow row) => Line(
        Time(row.Started), row.Ended is { } ended ? Time(ended) : "", row.Run, row.Environment, row.State.ToString(), row.Reason ?? "", List(row.Tickets), List(row.Notes), row.Title ?? "", row.Commit,
        List(row.Authors), row.Starter, Decisions(row.Approvers), Decisions(row.Refusals), row.Risk ?? "", row.Changes.ToString(CultureInfo.InvariantCulture),
        row.Plan?.Hex ?? "", row.Bundle?.Hex ?? "", List([.. row.Overrides.Select(decided => $"{decided.What} by {decided.By} at {Time(decided.At)}{(decided.Reason is { } why ? $": {why}" : "")}")]),
        row.Reverts ?? "", row.TakenBackBy ?? "", Number(row.SignedCommits), Number(row.RefusedCommits), row.Audit.ToString().ToLowerInvariant(),
        List([.. row.Findings.Select(finding => $"{finding.Code} {finding.Message}")]));

    /// <summary>A cell as it stands in a line.</summary>
    public static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Line(params IReadOnlyList<string> cells) => new StringBuilder().AppendJoin(',', cells.Select(Cell)).Append("\r\n").ToString();

    private static string List(IReadOnlyList<string> words) => string.Join("; ", words);

    private static string Decisions(IReadOnlyList<Decided> decisions) => List([.. decisions.Select(decided => $"{decided.By} {Time(decided.At)}")]);

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
