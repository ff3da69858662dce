using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
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
    private readonly Option<bool> _all = new("--all") { Description = $"Show every unit of the run, not {TargetMatrix.Limit} of them." };
    private readonly Option<bool> _watch = new("--watch") { Description = "Keep showing the run (without RUN: the newest) until it is final." };

    public StatusVerb()
        : base("status", "List runs, or show one: where every target stands, what is awaited, who is needed, until when.")
    {
        Details = "Only looks: it never drives a run on. `--watch` follows a run that another process (`fm serve`, `fm migrate`) drives.";
        Examples =
        [
            new("fm status", "The newest runs of all environments."),
            new("fm status production-20261123-093015-1a2b3c4", "One run with its targets."),
            new("fm status --env production --watch", "Watch the newest run of production until it is final."),
        ];
        Exits = ["0 Shown. With --watch: the run completed, or there was nothing to do.", "3 With --watch: blocked by policy, or stopped watching.", "4 With --watch: the run was rolled back."];
        Add(_run);
        Add(_environment);
        Add(_open);
        Add(_limit);
        Add(_all);
        Add(_watch);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var run = call.Get(_run) ?? (call.Get(_watch) ? await NewestAsync(call, host, cancellation) : null);
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

        RunTables.Print(call.Output, runs);
        call.Output.Document(new RunListDocument(runs));
        return ExitCode.Done;
    }

    private async Task<int> ShowAsync(Call call, IFmHost host, string run, CancellationToken cancellation)
    {
        var found = await host.Migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details))
        {
            return call.Fail(found.Findings);
        }

        RunTables.Print(call.Output, details, call.Get(_all) ? int.MaxValue : TargetMatrix.Limit);
        call.Output.Document(RunDocument.Of(details, ExitCode.Done));
        return ExitCode.Done;
    }

    private static Task<int> WatchAsync(Call call, IFmHost host, string run, CancellationToken cancellation) =>
        new RunWatcher(call, host, Poll).WatchAsync(run, cancellation);
}
