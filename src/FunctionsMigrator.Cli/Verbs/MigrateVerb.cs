using System.CommandLine;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm migrate</c>.</summary>
internal sealed class MigrateVerb : RunVerb
{
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "The environment. Required, unless --resume." };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "Branch, tag or commit. Default: HEAD." };

    private readonly Option<string?> _resume = new("--resume")
    {
        HelpName = "RUN",
        Description = "Continue the named run, or without a name the newest unfinished one (of --env, when given).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _trustFrom = new("--trust-from")
    {
        HelpName = "REV",
        Description = "For the first run of an environment, by an admin: the commit up to which everything is trusted; what comes after it must be signed.",
    };

    private readonly Option<bool> _allowSuperseded = new("--allow-superseded") { Description = "Exit with 0 when a newer run replaced this one." };

    public MigrateVerb()
        : base("migrate", "Bring a commit to an environment: validate, rehearse, plan, wait for approvals, apply, measure.")
    {
        Details = "The same environment and commit again follow the run that exists. Ctrl-C stops at a safe point and loses nothing; `fm resume RUN` continues.";
        Examples =
        [
            new("fm migrate --env test", "Bring HEAD to test and show how it goes."),
            new("fm migrate --env production --commit v1.4 --wait 30m", "Wait up to half an hour for approvals and windows, then exit with 3; the run goes on waiting."),
            new("fm migrate --env production --trust-from v1.0", "The first run where the policy asks for signatures: an admin trusts v1.0 and everything before it."),
            new("fm migrate --resume", "Continue the newest unfinished run after a restart."),
        ];
        Add(_environment);
        Add(_commit);
        Add(_trustFrom);
        Add(_resume);
        Add(_allowSuperseded);
        Add(Wait);
        Validators.Add(result =>
        {
            var resumes = result.GetResult(_resume) is { Implicit: false };
            if (!resumes && result.GetValue(_environment) is null)
            {
                result.AddError("--env NAME is missing: where to?");
            }

            if (resumes && result.GetValue(_trustFrom) is not null)
            {
                result.AddError("--resume and --trust-from exclude each other: a run keeps its trusted start");
            }

            if (resumes && result.GetValue(_commit) is not null)
            {
                result.AddError("--resume and --commit exclude each other: a run keeps its commit");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(RunCall call, CancellationToken cancellation)
    {
        if (call.Call.Given(_resume))
        {
            return await ResumeAsync(call, cancellation);
        }

        var request = new StartRequest(call.Call.Get(_environment)!, Revision: call.Call.Get(_commit), TrustFrom: call.Call.Get(_trustFrom));
        var started = await call.Migrator.StartAsync(request, call.Caller, cancellation);
        return started.TryGet(out var run)
            ? await call.FollowStartedAsync(run, cancellation, call.Call.Get(_allowSuperseded))
            : call.Fail(started.Findings);
    }

    private async Task<int> ResumeAsync(RunCall call, CancellationToken cancellation)
    {
        if (call.Call.Get(_resume) is { } named)
        {
            return await ResumeVerb.ResumeAsync(call, named, cancellation);
        }

        await foreach (var run in call.Migrator.ListAsync(new RunFilter(call.Call.Get(_environment), OpenOnly: true, Limit: 1), cancellation))
        {
            return await ResumeVerb.ResumeAsync(call, run.Id, cancellation);
        }

        var where = call.Call.Get(_environment) is { } environment ? $" of {environment}" : "";
        return call.Call.Fail(CliCodes.NothingToResume.Finding($"there is no unfinished run{where} to continue"));
    }
}
