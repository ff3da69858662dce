using System.CommandLine;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm promote</c>.</summary>
internal sealed class PromoteVerb : RunVerb
{
    private readonly Argument<string> _environment = new("environment") { HelpName = "ENVIRONMENT", Description = "Where to, such as production." };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "A commit that is a candidate. Default: the newest candidate." };

    private readonly Option<string?> _trustFrom = new("--trust-from")
    {
        HelpName = "REV",
        Description = "For the first run of an environment, by an admin: the commit up to which everything is trusted; what comes after it must be signed.",
    };

    private readonly Option<bool> _allowSuperseded = new("--allow-superseded") { Description = "Exit with 0 when a newer run replaced this one." };

    public PromoteVerb()
        : base("promote", "Bring the bundle that stood the environment before to the next one.")
    {
        Details = "The policy's `promotion` says which environment comes before and how long a bundle must have been there. What is promoted is that bundle, byte for byte, not what the branch holds now.";
        Examples =
        [
            new("fm promote production", "The newest bundle that completed in staging and soaked there long enough."),
            new("fm promote production --commit 1a2b3c4", "This one of the candidates."),
        ];
        Add(_environment);
        Add(_commit);
        Add(_trustFrom);
        Add(_allowSuperseded);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(RunCall call, CancellationToken cancellation)
    {
        var request = new PromoteRequest(call.Call.Get(_environment)!, call.Call.Get(_commit), call.Call.Get(_trustFrom));
        var started = await call.Migrator.PromoteAsync(request, call.Caller, cancellation);
        return started.TryGet(out var run)
            ? await call.FollowStartedAsync(run, cancellation, call.Call.Get(_allowSuperseded))
            : call.Fail(started.Findings);
    }
}
