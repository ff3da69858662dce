using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm status</c>.</summary>
internal sealed class StatusVerb : HostVerb
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly Argument<string?> _run = new("run") { HelpName = "RUN", Description = "Show this run with all its targets.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "Only runs of this environment." };
    private readonly Option<bool> _open = new("--open") { Description = "Only runs that are not final." };
    private readonly Option<int> _limit = NumberOption.Create("--limit", "How many runs to list, newest first.", 20);
    private readonly Option<bool> _all = new("--all") { Description = $"Show every unit of the run, not {TargetMatrix.Limit} of them; with --analyses every measurement, not {MeasurementTables.Limit}." };
    private readonly Option<bool> _analyses = new("--analyses") { Description = "Show what the analyses of the run measured." };
    private readonly Option<bool> _watch = new("--watch") { Description = "Keep showing the run until it is final; with --env alone its newest run, with neither all environments until Ctrl-C." };

    public StatusVerb()
        : base("status", "List runs, or show one: where every target stands, what is awaited, who is needed, until when.")
    {
        Details = "Only looks: it never drives a run on. `--watch` follows a run that another process (`fm serve`, `fm migrate`) drives: at a terminal as one picture that fits it, in a pipe as a line for every change. With `--env` the first lines say what the environment holds, what of it drifted, and which commits were taken back though their branch still contains them.";
        Examples =
        [
            new("fm status", "The newest runs of all environments."),
            new("fm status production-20261123-093015-1a2b3c4", "One run with its targets."),
            new("fm status production-20261123-093015-1a2b3c4 --analyses", "What was measured of it, number by number."),
            new("fm status --watch", "All environments: what they hold, what runs, who is waited for."),
            new("fm status --env production --watch", "Watch the newest run of production until it is final."),
        ];
        Exits = ["0 Shown. With --watch: the run completed, or there was nothing to do.", "3 With --watch: blocked by policy, or stopped watching.", "4 With --watch: the run was rolled back."];
        Add(_run);
        Add(_environment);
        Add(_open);
        Add(_limit);
        Add(_all);
        Add(_analyses);
        Add(_watch);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        if (call.Get(_watch) && call.Get(_run) is null && call.Get(_environment) is null)
        {
            return call.Json
                ? call.Fail(CliCodes.Usage.Finding("--watch over all environments has no end, and so no document; name a RUN or --env"))
                : await new OverviewWatcher(call, host, Poll).WatchAsync(cancellation);
        }

        var run = call.Get(_run) ?? (call.Get(_watch) || call.Get(_analyses) ? await NewestAsync(call, host, cancellation) : null);
        return run is null ? await ListAsync(call, host, cancellation)
            : call.Get(_watch) ? await WatchAsync(call, host, run, cancellation)
            : await ShowAsync(call, host, run, cancellation);
    }

    private async Task<string?> NewestAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        await foreach (var run in host.Migrator.ListAsync(new RunFilter(call.Get(_environment), call.Get(_open), Limit: 1), cancellation))
        {
            return run.Id;
        }

        return null;
    }

    private async Task<int> ListAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var runs = new List<RunRecord>();
        await foreach (var run in host.Migrator.ListAsync(new RunFilter(call.Get(_environment), call.Get(_open), call.Get(_limit)), cancellation))
        {
            runs.Add(run);
        }

        var standings = await new EnvironmentStandings(host).ReadAsync(call.Get(_environment), cancellation);
        foreach (var standing in standings.Where(standing => call.Get(_environment) is not null || standing.TakenBack.Count > 0))
        {
            EnvironmentStandings.Print(call.Output, standing);
        }

        var stopped = await host.Migrator.ListStoppedLoopsAsync(cancellation).ToListAsync(cancellation);
        foreach (var loop in stopped)
        {
            call.Output.Line(("stopped     ", Tone.Bad), (loop.Words, Tone.Plain));
        }

        RunTables.Print(call.Output, runs);
        var queue = call.Get(_environment) is { } environment && (await host.Migrator.GetQueueAsync(environment, cancellation)).TryGet(out var found) ? found : null;
        QueueLines.Print(call.Output, queue);
        call.Output.Document(new RunListDocument(runs, standings) { Queue = queue, Stopped = stopped.Count == 0 ? null : stopped });
        return ExitCode.Done;
    }

    private async Task<int> ShowAsync(Call call, IFmHost host, string run, CancellationToken cancellation)
    {
        var found = await host.Migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details))
        {
            return call.Fail(found.Findings);
        }

        if (call.Get(_analyses))
        {
            var measured = MeasuredSeries.Of(await host.Migrator.ReadMeasurementsAsync(details.Run.Id, cancellation).ToListAsync(cancellation));
            MeasurementTables.Print(call.Output, measured, call.Get(_all) ? int.MaxValue : MeasurementTables.Limit);
            call.Output.Document(MeasurementDocument.Of(details.Run, measured));
            return ExitCode.Done;
        }

        RunTables.Print(call.Output, details, call.Get(_all) ? int.MaxValue : TargetMatrix.Limit);
        call.Output.Document(RunDocument.Of(details, ExitCode.Done));
        return ExitCode.Done;
    }

    private static Task<int> WatchAsync(Call call, IFmHost host, string run, CancellationToken cancellation) =>
        new RunWatcher(call, host, Poll).WatchAsync(run, cancellation);
}
