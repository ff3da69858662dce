using System.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm retry</c>.</summary>
internal sealed class RetryVerb : RunVerb
{
    private readonly Argument<string> _run = RunArgument.Required();

    public RetryVerb()
        : base("retry", "Try again: the failed targets of a paused run, or a run that did not end well.")
    {
        Details = "A paused run tries its failed targets again. For a final run the next attempt of the same environment and commit is started; its plan holds what is still to be done.";
        Examples = [new("fm retry production-20261123-093015-1a2b3c4", "After the database came back.")];
        Add(_run);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(RunCall call, CancellationToken cancellation)
    {
        var found = await call.Migrator.GetAsync(call.Call.Get(_run)!, cancellation);
        if (!found.TryGet(out var details))
        {
            return call.Fail(found.Findings);
        }

        var run = details.Run.Id;
        if (details.Run.State.IsFinal())
        {
            var started = await call.Migrator.RetryAsync(run, call.Caller, cancellation);
            return started.TryGet(out var next) ? await call.FollowStartedAsync(next, cancellation) : call.Fail(started.Findings);
        }

        var stored = await call.Migrator.CommandAsync(run, new CommandRequest(CommandKind.Retry), call.Caller, cancellation);
        return stored.Succeeded ? await call.FollowAsync(run, cancellation) : call.Fail(stored.Findings);
    }
}
