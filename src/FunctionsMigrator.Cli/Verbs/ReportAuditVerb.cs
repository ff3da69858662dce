using System.CommandLine;
using FunctionsMigrator.Cli.Auditing;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit report</c>.</summary>
internal sealed class ReportAuditVerb : LocalVerb
{
    private readonly Option<string> _environment = new("--env") { HelpName = "NAME", Description = "The environment.", Required = true };
    private readonly Option<string?> _from = new("--from") { HelpName = "DAY", Description = "The first day, such as 2026-07-01." };
    private readonly Option<string?> _to = new("--to") { HelpName = "DAY", Description = "The last day, included." };
    private readonly Option<string?> _quarter = new("--quarter") { HelpName = "QUARTER", Description = "Instead of the two days: 2026-Q3." };
    private readonly Option<string> _zone = new("--zone") { HelpName = "ZONE", Description = "The IANA time zone that days begin in. Default: UTC.", DefaultValueFactory = _ => "UTC" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print CSV (RFC 4180), a row at a time. Times in it are UTC." };

    public ReportAuditVerb()
        : base("report", "One row for each run that started in a period: tickets, authors, approvers, plan, state, what was set aside.")
    {
        Details = "Who decided, and when, is read from the audit, whose chains are verified on the way; the rest from the runs' records, which are held against the audit. In CSV, cells that a spreadsheet would take for a formula begin with an apostrophe.";
        Examples =
        [
            new("fm audit report --env production --quarter 2026-Q3 --csv", "What an auditor asks for; send it into a file."),
            new("fm audit report --env production --from 2026-11-01 --to 2026-11-30 --zone Europe/Berlin", "A month as Berlin's calendar has it."),
        ];
        Exits = ["0 Every chain stands.", "1 A chain is broken, or a record says something else than its chain; the rows are printed all the same, and the errors name what is wrong."];
        Add(_environment);
        Add(_from);
        Add(_to);
        Add(_quarter);
        Add(_zone);
        Add(_csv);
        Validators.Add(result =>
        {
            var (days, quarter) = ((result.GetValue(_from), result.GetValue(_to)), result.GetValue(_quarter));
            if ((days.Item1 is null) != (days.Item2 is null) || (days.Item1 is null) == (quarter is null))
            {
                result.AddError("give --from and --to, or --quarter");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var zone = call.Get(_zone)!;
        var period = call.Get(_quarter) is { } quarter ? ReportPeriod.OfQuarter(quarter, zone) : ReportPeriod.OfDays(call.Get(_from)!, call.Get(_to)!, zone);
        if (period is null)
        {
            return call.Fail(AuditCodes.Period.Finding($"'{call.Get(_quarter) ?? $"{call.Get(_from)} to {call.Get(_to)}"}' in zone '{zone}' is no period."));
        }

        var environment = call.Get(_environment)!;
        var report = new RunReport(host.Services);
        var chain = await report.VerifyChainAsync(environment, cancellation);
        var findings = new List<Finding>(chain.State is AuditState.Broken ? [chain.Finding!] : []);
        var rows = report.ReadAsync(environment, period, cancellation);
        if (call.Get(_csv))
        {
            await CsvAsync(call, rows, findings, cancellation);
        }
        else
        {
            await TellAsync(call, environment, period, chain, rows, findings, cancellation);
        }

        foreach (var finding in findings)
        {
            call.Output.ErrorFinding(finding);
        }

        return findings.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task CsvAsync(Call call, IAsyncEnumerable<RunRow> rows, List<Finding> findings, CancellationToken cancellation)
    {
        await call.Output.Terminal.Out.WriteAsync(RunCsv.Head());
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            findings.AddRange(row.Findings);
            await call.Output.Terminal.Out.WriteAsync(RunCsv.Of(row));
        }
    }

    private static async Task TellAsync(
        Call call, string environment, ReportPeriod period, AuditVerdict chain, IAsyncEnumerable<RunRow> rows, List<Finding> findings, CancellationToken cancellation)
    {
        var kept = new List<RunRow>();
        var table = new TextTable("started", "run", "state", "ticket", "authors", "approved by", "plan", "audit");
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            findings.AddRange(row.Findings);
            kept.Add(row);
            table.Add(
                (RunWords.Time(row.Started), Tone.Plain), (row.Run, Tone.Strong), (row.State.ToString(), Tone.Plain), (string.Join(", ", row.Tickets), Tone.Plain),
                (string.Join(", ", row.Authors), Tone.Plain), (string.Join(", ", row.Approvers.Select(decided => decided.By)), Tone.Plain), (row.Plan?.Short ?? "", Tone.Faint),
                (row.Audit.ToString().ToLowerInvariant(), row.Audit is AuditState.Broken ? Tone.Bad : Tone.Good));
            foreach (var decided in row.Overrides)
            {
                table.AddRemark($"{decided.What} by {decided.By}{(decided.Reason is { } why ? $": {why}" : "")}");
            }
        }

        if (kept.Count > 0)
        {
            table.Print(call.Output);
        }

        call.Output.Line($"{PlanWords.Count(kept.Count, "run")} of {environment} from {period.From.ToUniversalTime():yyyy-MM-dd'T'HH:mm'Z'} to {period.To.ToUniversalTime():yyyy-MM-dd'T'HH:mm'Z'}, not included", Tone.Faint);
        call.Output.Document(new ReportDocument(environment, period.From, period.To, findings.Count == 0, chain, kept));
    }
}
