using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm rollback</c>.</summary>
internal sealed class RollbackVerb : RunVerb
{
    private readonly Argument<string> _run = RunArgument.Required();
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit." };

    private readonly Option<string[]> _acceptDataLoss = new("--accept-data-loss")
    {
        HelpName = "TARGET",
        Description = "A target on which data written since may be lost (role dba). Can be given several times.",
    };

    public RollbackVerb()
        : base("rollback", "Take back what a completed run did, exactly, on all its targets.")
    {
        Details = "Starts a run of its own that restores the stored before-images and runs the rehearsed undo, on all targets at once, and verifies them. What must be approved for that is the policy's `rollback`.";
        Examples =
        [
            new("fm status --env production", "Find the run to take back."),
            new("fm rollback production-20261123-093015-1a2b3c4 --reason \"checkout errors\"", "Take it back."),
        ];
        Exits = ["0 Taken back and verified.", .. FollowExits.Skip(1)];
        Add(_run);
        Add(_reason);
        Add(_acceptDataLoss);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(RunCall call, CancellationToken cancellation)
    {
        var request = new RollbackRequest(call.Call.Get(_run)!, call.Call.Get(_reason), call.Call.Get(_acceptDataLoss) is { Length: > 0 } targets ? targets : null);
        var started = await call.Migrator.RollBackAsync(request, call.Caller, cancellation);
        return started.TryGet(out var run) ? await call.FollowStartedAsync(run, cancellation) : call.Fail(started.Findings);
    }
}
