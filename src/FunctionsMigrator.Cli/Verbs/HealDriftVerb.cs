using System.CommandLine;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Drift;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm drift heal</c>.</summary>
internal sealed class HealDriftVerb : RunVerb
{
    private readonly Argument<string> _environment = new("environment") { HelpName = "ENVIRONMENT", Description = "The environment." };
    private readonly Argument<string[]> _what = new("what") { HelpName = "TARGET|ITEM", Description = "Only this target, by its address; or only these items, by the ids of their drifts or by their keys. Default: all that drifted.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit." };

    public HealDriftVerb()
        : base("heal", "Bring drifted items back to what was applied last.")
    {
        Details = "Starts a run of the bundle that the environment holds, over the drifted items alone: planned, rehearsed, approved, timed by the policy, verified and audited as every run, and taken back when it fails. It writes no item that did not drift. Scripts are never run again, and what moved in the structure of a database is not brought back: take it back by hand, or keep it.";
        Examples =
        [
            new("fm drift heal production", "Everything that drifted."),
            new("fm drift heal production production/west/app-config --reason INC0042", "One target."),
            new("fm drift heal production 3f2a9c0d1e5b", "One item."),
        ];
        Add(_environment);
        Add(_what);
        Add(_reason);
        Add(Wait);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(RunCall call, CancellationToken cancellation)
    {
        var what = call.Call.Get(_what) ?? [];
        var target = what is [var one] && IsTarget(one, call.Call.Get(_environment)!) ? one : null;
        var request = new HealRequest(call.Call.Get(_environment)!, target, target is null && what.Length > 0 ? what : null, call.Call.Get(_reason));
        var started = await call.Migrator.HealDriftAsync(request, call.Caller, cancellation);
        return started.TryGet(out var run) ? await call.FollowStartedAsync(run, cancellation) : call.Fail(started.Findings);
    }

    // An item's key may look like an address; only one of this environment is one.
    private static bool IsTarget(string text, string environment)
    {
        try
        {
            return TargetAddress.Parse(text).Environment == environment;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
