using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm review</c>.</summary>
internal sealed class ReviewVerb : HostVerb
{
    private readonly Argument<string> _run = RunArgument.Required();
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "What was found; stands in the audit.", Required = true };

    public ReviewVerb()
        : base("review", "Say that you have looked at what somebody else set aside for a run.")
    {
        Details = "Needs the API key of a person of the role that the policy names for reviews, and not of the one who set it aside. It may come long after the run is over; people are told until it is done.";
        Examples = [new("FM_API_KEY=... fm review production-20261123-093015-1a2b3c4 --reason \"right decision, see the post-mortem\"", "The review stands in the audit beside the override.")];
        Add(_run);
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

        if (CommandVerb.OwnerMayNot(asker) is { } owner)
        {
            return call.Fail(owner);
        }

        var stored = await host.Migrator.CommandAsync(call.Get(_run)!, new CommandRequest(CommandKind.Review, Reason: call.Get(_reason)), asker, cancellation);
        if (!stored.Succeeded)
        {
            return call.Fail(stored.Findings);
        }

        var found = await host.Migrator.GetAsync(call.Get(_run)!, cancellation);
        if (!found.TryGet(out var details))
        {
            return call.Fail(found.Findings);
        }

        call.Output.Line($"{stored.Value.Person} reviewed run {details.Run.Id}");
        call.Output.Document(RunDocument.Of(details, ExitCode.Done));
        return ExitCode.Done;
    }
}
