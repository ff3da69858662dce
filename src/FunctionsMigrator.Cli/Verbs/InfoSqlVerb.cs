using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations.Histories;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm sql info</c>.</summary>
internal sealed class InfoSqlVerb : HistoryVerb
{
    private const int ShownLines = 60;
    private readonly Option<bool> _history = new("--history") { Description = "All rows of the histories as well, oldest first." };

    public InfoSqlVerb()
        : base("info", "Show every script and how it stands on the databases of an environment.")
    {
        Details = "Reads only. A script is applied, pending, edited (with what was edited), out of order, missing from git, or covered by a baseline. What keeps the next plan from being applied is a finding with what to do.";
        Examples =
        [
            new("fm sql info --env production", "How the scripts of HEAD stand."),
            new("fm sql info --env production --target production/eastus/orders-db --history", "One database, with every row of its history."),
        ];
        Exits = ["0 The histories are in order; scripts may be pending.", "1 Scripts are edited, missing or out of order, or a database cannot be read."];
        Add(_history);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var read = await ReadAsync(call, host, cancellation);
        if (!read.TryGet(out var repository))
        {
            return call.Fail(read.Findings);
        }

        var scope = Scope(call);
        var asked = await HistoryReport.ReadAsync(host.Services, repository, scope, cancellation);
        if (!asked.TryGet(out var reports))
        {
            return call.Fail(asked.Findings);
        }

        foreach (var (index, report) in reports.Index())
        {
            if (index > 0)
            {
                call.Output.Line();
            }

            Show(call, report);
        }

        foreach (var finding in reports.SelectMany(report => report.Findings))
        {
            call.Output.ErrorFinding(finding);
        }

        call.Output.Document(new HistoryInfoDocument(scope.Environment, reports));
        return reports.Any(report => report.Findings.Count > 0) ? ExitCode.Failed : ExitCode.Done;
    }

    private void Show(Call call, HistoryReport report)
    {
        call.Output.Line($"{report.Target} {report.Resource}", Tone.Strong);
        var table = new TextTable("script", "state", "last", "at", "by");
        foreach (var script in report.Scripts)
        {
            table.Add(
                (script.Key, Tone.Plain),
                (WordsOf(script.State), ToneOf(script.State)),
                (script.Last?.Action ?? "", script.Last?.Action == "failure" ? Tone.Bad : Tone.Plain),
                (script.Last is { } last ? RunWords.Time(last.At) : "", Tone.Plain),
                (script.Last?.Run ?? "", Tone.Faint));
            foreach (var line in script.Edit?.Take(ShownLines) ?? [])
            {
                table.AddRemark(line);
            }
        }

        table.Print(call.Output);
        if (call.Get(_history))
        {
            call.Output.Line();
            var rows = new TextTable("at", "what", "script", "checksum", "by");
            foreach (var row in report.Rows)
            {
                rows.Add((RunWords.Time(row.At), Tone.Plain), (row.Action, Tone.Plain), (row.Key, Tone.Plain), (row.Checksum?.Short ?? "", Tone.Faint), (row.Run, Tone.Faint));
            }

            rows.Print(call.Output);
        }
    }

    private static string WordsOf(ScriptState state) => state is ScriptState.OutOfOrder ? "out of order" : state.ToString().ToLowerInvariant();

    private static Tone ToneOf(ScriptState state) => state switch
    {
        ScriptState.Applied or ScriptState.Covered => Tone.Good,
        ScriptState.Pending => Tone.Caution,
        _ => Tone.Bad,
    };
}

/// <summary>What <c>fm sql info --json</c> prints.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Histories">Per target and resource the scripts, the rows and the findings.</param>
internal sealed record HistoryInfoDocument(string Environment, IReadOnlyList<HistoryReport> Histories);
