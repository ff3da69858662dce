using System.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm resume</c>.</summary>
internal sealed class ResumeVerb : RunVerb
{
    private readonly Argument<string> _run = RunArgument.Required();

    public ResumeVerb()
        : base("resume", "Continue a paused run, or one whose process was stopped.")
    {
        Details = "A run is durable: after Ctrl-C, a crash or a restart it continues where it stood, and nothing is written twice. On a final run it only tells how the run ended.";
        Examples = [new("fm resume production-20261123-093015-1a2b3c4", "Continue this run."), new("fm migrate --resume", "Continue the newest unfinished run.")];
        Add(_run);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override Task<int> RunAsync(RunCall call, CancellationToken cancellation) => ResumeAsync(call, call.Call.Get(_run)!, cancellation);

    /// <summary>Lifts a pause where there is one, and drives the run on.</summary>
    internal static async Task<int> ResumeAsync(RunCall call, string run, CancellationToken cancellation)
    {
        var found = await call.Migrator.GetAsync(run, cancellation);
        if (!found.TryGet(out var details))
        {
            return call.Fail(found.Findings);
        }

        if (details.Run is { State: RunState.Paused, Until: null })
        {
            var stored = await call.Migrator.CommandAsync(details.Run.Id, new CommandRequest(CommandKind.Resume), call.Caller, cancellation);
            if (!stored.Succeeded)
            {
                return call.Fail(stored.Findings);
            }
        }

        return await call.FollowAsync(details.Run.Id, cancellation);
    }
}
