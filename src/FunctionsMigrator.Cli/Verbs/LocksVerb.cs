using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm locks</c>.</summary>
internal sealed class LocksVerb : VerbGroup
{
    public LocksVerb()
        : base("locks", "See which runs hold environments, and break a lock that nobody will release, or take a target over from another store.", new ListLocksVerb(), new BreakLockVerb(), new TakeOverVerb())
    {
        Details = "A run holds its environment from before its last plan until it is final, through every bake and pause. A lock is no timeout: only its run or an admin releases it.";
        Examples =
        [
            new("fm locks list", "Who holds what, and since when."),
            new("fm locks break production --reason \"host lost, run inspected\"", "The run that held it ends Failed."),
        ];
    }
}

/// <summary><c>fm locks list</c>.</summary>
internal sealed class ListLocksVerb : HostVerb
{
    public ListLocksVerb()
        : base("list", "List the environments that are held by runs.") => Examples = [new("fm locks list", "Who holds what, and since when.")];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var locks = new List<LockView>();
        await foreach (var held in host.Migrator.ListLocksAsync(cancellation))
        {
            locks.Add(held);
        }

        if (locks.Count == 0)
        {
            call.Output.Line("no locks");
        }
        else
        {
            var table = new TextTable("environment", "run", "since", "fence");
            foreach (var held in locks)
            {
                table.Add((held.Environment, Tone.Strong), (held.Run, Tone.Plain), (RunWords.Time(held.Since), Tone.Plain), ($"{held.Fence}", Tone.Faint));
            }

            table.Print(call.Output);
        }

        call.Output.Document(new LockListDocument(locks));
        return ExitCode.Done;
    }
}

/// <summary><c>fm locks break</c>.</summary>
internal sealed class BreakLockVerb : HostVerb
{
    private readonly Argument<string> _environment = new("environment") { HelpName = "ENVIRONMENT", Description = "The environment whose lock is broken." };
    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit.", Required = true };

    public BreakLockVerb()
        : base("break", "Break an environment's lock; the run that holds it ends Failed.")
    {
        Details = "For an admin, when the run that holds the lock cannot release it. The fence rises, so whatever of that run is still alive writes nothing any more.";
        Examples = [new("fm locks break production --reason \"host lost, run inspected\"", "Afterwards `fm status RUN` and `fm audit show RUN` say what the run had done.")];
        Add(_environment);
        Add(_reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        if (!caller.TryGet(out var asker))
        {
            return call.Fail(caller.Findings);
        }

        var broken = await host.Migrator.BreakLockAsync(call.Get(_environment)!, call.Get(_reason)!, asker, cancellation);
        if (!broken.TryGet(out var held))
        {
            return call.Fail(broken.Findings);
        }

        call.Output.Line($"broke the lock of {held.Environment}; run {held.Run} ends Failed");
        call.Output.Document(new LockListDocument([held]));
        return ExitCode.Done;
    }
}

/// <summary>What <c>fm locks</c> prints under <c>--json</c>.</summary>
internal sealed record LockListDocument(IReadOnlyList<LockView> Locks);
