using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb that asks something of runs in the name of a caller, and then drives the run on as <c>migrate</c> does.</summary>
internal abstract class RunVerb : Verb
{
    protected RunVerb(string name, string description)
        : base(name, description)
    {
        Wait = WaitRule.CreateOption();
        Exits = [.. FollowExits];
    }

    /// <summary>What a verb that follows a run exits with.</summary>
    protected static IReadOnlyList<string> FollowExits { get; } =
    [
        "0 The run completed, or there was nothing to do.",
        "1 The run failed, or the verb did; the error says why and what to do.",
        "3 Blocked by policy, or still waiting for a person or a window; the last lines say what to type.",
        "4 The run was rolled back.",
    ];

    /// <summary>The option <c>--wait</c>; verbs add it as their last one.</summary>
    protected System.CommandLine.Option<TimeSpan?> Wait { get; }

    /// <inheritdoc/>
    public sealed override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var opened = await call.OpenHostAsync(cancellation);
        if (!opened.TryGet(out var host))
        {
            return call.Fail(opened.Findings);
        }

        await using (host)
        {
            var caller = await host.CallerAsync(cancellation);
            if (!caller.TryGet(out var asker))
            {
                return call.Fail(caller.Findings);
            }

            return await RunAsync(new RunCall(call, host, asker, WaitRule.From(call, Wait)), cancellation);
        }
    }

    /// <summary>Asks, and follows.</summary>
    protected abstract Task<int> RunAsync(RunCall call, CancellationToken cancellation);
}

/// <summary>A call on an opened store in the name of a caller.</summary>
internal sealed record RunCall(Call Call, IFmHost Host, Caller Caller, WaitRule Wait)
{
    /// <summary>Everything about runs.</summary>
    public IMigrator Migrator => Host.Migrator;

    /// <summary>Prints why it could not be done and answers the exit code for that.</summary>
    public int Fail(IReadOnlyList<Finding> findings) => Call.Fail(findings);

    /// <summary>Names the run that was started, or that existed, and follows it.</summary>
    public Task<int> FollowStartedAsync(StartedRun started, CancellationToken cancellation, bool allowSuperseded = false)
    {
        var run = started.Run;
        Call.Output.Line(
            (started.Created ? "run " : "run (exists) ", Tone.Faint),
            (run.Id, Tone.Strong),
            ($"  {PlanWords.ShortCommit(run.Commit)} {run.Title}".TrimEnd(), Tone.Plain));
        return FollowAsync(run.Id, cancellation, allowSuperseded);
    }

    /// <summary>Drives the run on and ends with how it stands.</summary>
    public Task<int> FollowAsync(string run, CancellationToken cancellation, bool allowSuperseded = false) =>
        new RunFollower(Call, Host, Wait) { AllowSuperseded = allowSuperseded }.FollowAsync(run, cancellation);
}
