using System.Globalization;
using System.Text;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>A run as one page to read and to print: no script, nothing fetched from anywhere, every text of others escaped.</summary>
internal static class EvidenceHtml
{
    private const int MostChanges = 1_000;

    private const string Head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <style>
        body { font: 14px/1.5 system-ui, sans-serif; color: #1a1a1a; margin: 2em auto; max-width: 70em; padding: 0 1em }
        h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em; border-bottom: 1px solid #999 }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .25em .75em .25em 0; border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
        th { font-weight: 600 } code { font-family: ui-monospace, monospace; font-size: .92em }
        @media print { body { margin: 0; max-width: none } tr { break-inside: avoid } }
        </style>
        """;

    public static async Task WriteAsync(
        Stream stream, RunRow row, RunRecord run, PlanIndex? plan, Func<TargetPlan, IAsyncEnumerable<Change>>? changes, IReadOnlyList<AuditRecord> audit, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync($"{Head}<title>{Text(run.Id)}</title></head><body>");
        await writer.WriteLineAsync($"<h1>{Text(run.Id)}</h1><p>{Text(run.Title ?? "")}</p>");
        await writer.WriteLineAsync(Table(
            null,
            ["state", $"{row.State}{(row.Reason is { } reason ? $": {reason}" : "")}"], ["environment", row.Environment], ["started", $"{Time(row.Started)} by {row.Starter}"],
            ["ended", row.Ended is { } ended ? Time(ended) : "not yet"], ["commit", row.Commit], ["authors", string.Join(", ", row.Authors)],
            ["tickets", string.Join(", ", row.Tickets)], ["change notes", string.Join(", ", row.Notes)], ["risk", row.Risk ?? ""], ["plan", row.Plan?.Hex ?? "none"],
            ["bundle", row.Bundle?.Hex ?? "none"], ["policy and people", run.RulesFrom?.Hex ?? "none"], ["takes back", row.Reverts ?? ""], ["taken back by", row.TakenBackBy ?? ""],
            ["audit", $"{row.Audit.ToString().ToLowerInvariant()}{string.Concat(row.Findings.Select(finding => $"; {finding.Code} {finding.Message}"))}"]));
        await DecisionsAsync(writer, row);
        await ChangesAsync(writer, plan, changes, cancellation);
        await writer.WriteLineAsync("<h2>Audit</h2>");
        await writer.WriteLineAsync(Table(
            ["", "at", "event", "by", "about"],
            [.. audit.Select(record => (IReadOnlyList<string>)[$"{record.Ordinal}", Time(record.At), record.Event, record.Actor, About(record)])]));
        await writer.WriteLineAsync("<p>The files beside this page are what it was made from. <code>fm audit verify</code> with the folder checks them all.</p></body></html>");
    }

    private static async Task DecisionsAsync(StreamWriter writer, RunRow row)
    {
        await writer.WriteLineAsync("<h2>Decisions</h2>");
        IReadOnlyList<Decided> all = [.. row.Approvers, .. row.Refusals, .. row.Overrides];
        await writer.WriteLineAsync(all.Count == 0
            ? "<p>Nobody was asked, or nobody decided.</p>"
            : Table(["at", "by", "what", "why"], [.. all.Select(decided => (IReadOnlyList<string>)[Time(decided.At), decided.By, decided.What, decided.Reason ?? ""])]));
    }

    private static async Task ChangesAsync(StreamWriter writer, PlanIndex? plan, Func<TargetPlan, IAsyncEnumerable<Change>>? changes, CancellationToken cancellation)
    {
        await writer.WriteLineAsync("<h2>Changes</h2>");
        if (plan is null || changes is null)
        {
            await writer.WriteLineAsync("<p>There was no plan.</p>");
            return;
        }

        var left = MostChanges;
        foreach (var target in plan.Targets)
        {
            await writer.WriteLineAsync($"<h3><code>{Text(target.Address.ToString())}</code></h3><p>{Text(PlanWords.Count(target.Counts.Writes, "change"))}, risk {Text(target.Risk.ToString().ToLowerInvariant())}{Text(target.Reasons.Count == 0 ? "" : ": " + string.Join("; ", target.Reasons))}</p>");
            var rows = new List<IReadOnlyList<string>>();
            await foreach (var change in changes(target).WithCancellation(cancellation))
            {
                if (left-- <= 0)
                {
                    break;
                }

                rows.Add([change.Action.ToString().ToLowerInvariant(), change.Item.ToString(), Value(change.Before), Value(change.After)]);
            }

            await writer.WriteLineAsync(rows.Count == 0 ? "" : Table(["", "item", "from", "to"], [.. rows]));
        }

        await writer.WriteLineAsync(left < 0 ? $"<p>Only the first {MostChanges} changes are shown; <code>plan/changes</code> has all.</p>" : "");
    }

    private static string Table(IReadOnlyList<string>? head, params IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder("<table>");
        if (head is not null)
        {
            text.Append("<tr>").AppendJoin("", head.Select(cell => $"<th>{Text(cell)}</th>")).Append("</tr>\n");
        }

        foreach (var row in rows)
        {
            text.Append("<tr>").AppendJoin("", row.Select((cell, column) => head is null && column == 0 ? $"<th>{Text(cell)}</th>" : $"<td>{Text(cell)}</td>")).Append("</tr>\n");
        }

        return text.Append("</table>").ToString();
    }

    private static string About(AuditRecord record) => string.Join(
        "  ", new[] { record.Target ?? "" }.Concat(record.Details?.Where(detail => detail.Key != "signature").OrderBy(detail => detail.Key, StringComparer.Ordinal).Select(detail => $"{detail.Key}={detail.Value}") ?? [])).Trim();

    private static string Value(ValuePreview? value) => value?.Text is not { } text ? "" : $"{text}{(value.Truncated ? "..." : "")}{(value.Masked ? " (sensitive)" : "")}";

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlText.Of(VisibleText.Block(text));
}
