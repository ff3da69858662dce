using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.TakingBack;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm rollback</c>.</summary>
internal sealed class RollbackVerb : RunVerb
{
    private static readonly char[] Separator = [','];

    private readonly Argument<string> _run = RunArgument.Required();
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit." };

    private readonly Option<string[]> _targets = new("--targets")
    {
        HelpName = "LIST",
        Description = "Only these targets: addresses, or what addresses begin with, such as production/westeurope, with commas between. Default: all that the run wrote to.",
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };

    private readonly Option<bool> _planOnly = new("--plan-only") { Description = "Show what would be restored, what changed since and what would be lost; start nothing." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask before the run starts. In a pipe nobody is asked." };

    private readonly Option<string[]> _acceptDataLoss = new("--accept-data-loss")
    {
        HelpName = "TARGET",
        Description = "A target on which data written since may be lost (role dba). Can be given several times.",
    };

    private readonly Option<bool> _commit = new("--commit") { Description = "Take it back in git too: as a commit on a branch of its own, which is not checked out. Needs a clone." };

    public RollbackVerb()
        : base("rollback", "Take back what a completed run did, exactly, on all its targets or on some.")
    {
        Details = "Shows first what would be restored, what changed since and what would be lost. Then starts a run of its own that restores the stored before-images and runs the rehearsed undo, on all targets at once, and verifies them; it waits for no window. What must be approved for that is the policy's `rollback`. An item that a newer run or somebody else changed since is named, and nothing is written.";
        Examples =
        [
            new("fm status --env production", "Find the run to take back."),
            new("fm rollback production-20261123-093015-1a2b3c4 --plan-only", "What would happen."),
            new("fm rollback production-20261123-093015-1a2b3c4 --reason \"checkout errors\" --commit", "Take it back, and write the revert on the branch `fm/take-back/production-20261123-093015-1a2b3c4`."),
            new("fm rollback production-20261123-093015-1a2b3c4 --targets production/westeurope", "Only there."),
        ];
        Exits = ["0 Taken back and verified. With --plan-only: there is nothing to take back.", FollowExits[1], "2 With --plan-only: this would be taken back.", .. FollowExits.Skip(2)];
        Add(_run);
        Add(_reason);
        Add(_targets);
        Add(_planOnly);
        Add(_yes);
        Add(_acceptDataLoss);
        Add(_commit);
        Add(Wait);
        Validators.Add(result =>
        {
            if (result.GetValue(_planOnly) && result.GetValue(_commit))
            {
                result.AddError("--plan-only writes nothing, and so excludes --commit");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(RunCall call, CancellationToken cancellation)
    {
        var commits = call.Call.Get(_commit);
        if (commits && call.Host is not LocalHost)
        {
            return call.Fail([CliCodes.OnlyLocal.Finding("--commit needs a clone of the repository, not a server")]);
        }

        var request = new RollbackRequest(
            call.Call.Get(_run)!, call.Call.Get(_reason), call.Call.Get(_acceptDataLoss) is { Length: > 0 } losses ? losses : null, call.Call.Get(_targets) is { Length: > 0 } targets ? targets : null);
        var previewed = await call.Migrator.PreviewRollBackAsync(request, call.Caller, cancellation);
        if (!previewed.TryGet(out var preview))
        {
            // Git may still know a way where the store does not.
            return commits && previewed.Findings.All(finding => finding.Code == RunCodes.SnapshotsGone.Code) ? await CommitAsync(call, null, cancellation) : call.Fail(previewed.Findings);
        }

        var planOnly = call.Call.Get(_planOnly);
        if (planOnly || !call.Call.Json)
        {
            await RollbackText.ShowAsync(call.Call, preview, previewed.Findings, planOnly, call.Migrator.ReadPlanAsync, cancellation);
        }

        if (planOnly)
        {
            return preview.Plan.Blocked() ? ExitCode.Failed : preview.Plan.Counts().Writes > 0 ? ExitCode.Pending : ExitCode.Done;
        }

        if (preview.Way is RollbackWay.Git)
        {
            return commits ? await CommitAsync(call, null, cancellation) : call.Fail([.. previewed.Findings.Select(finding => finding with { Severity = Severity.Error })]);
        }

        if (preview.Plan.Blocked())
        {
            return call.Fail([.. preview.Plan.Targets.SelectMany(target => target.Findings).Where(finding => finding.Severity is Severity.Error)]);
        }

        return Agreed(call.Call) ? await StartAsync(call, request, commits, cancellation) : ExitCode.Waiting;
    }

    private async Task<int> StartAsync(RunCall call, RollbackRequest request, bool commits, CancellationToken cancellation)
    {
        var started = await call.Migrator.RollBackAsync(request, call.Caller, cancellation);
        if (!started.TryGet(out var run))
        {
            return call.Fail(started.Findings);
        }

        var committed = commits ? await CommitAsync(call, run.Run.Id, cancellation) : ExitCode.Done;
        var ended = await call.FollowStartedAsync(run, cancellation);
        return ended == ExitCode.Done ? committed : ended;
    }

    private async Task<int> CommitAsync(RunCall call, string? by, CancellationToken cancellation)
    {
        var written = await new RevertCommit((LocalHost)call.Host, call.Call.Session.Time).WriteAsync(call.Call.Get(_run)!, by, cancellation);
        if (!written.TryGet(out var branch))
        {
            foreach (var finding in written.Findings)
            {
                call.Call.Output.ErrorFinding(finding);
            }

            if (by is null)
            {
                call.Call.Output.Document(new FailureDocument(written.Findings));
            }

            return ExitCode.Failed;
        }

        call.Call.Output.Line(("branch ", Tone.Faint), (branch.Name, Tone.Strong), ($"  {branch.Commit[..7]}, one commit ahead of {branch.Onto}", Tone.Plain));
        call.Call.Output.Line(("next: ", Tone.Faint), ($"git push origin {branch.Name}", Tone.Reference));
        if (by is null)
        {
            call.Call.Output.Document(branch);
        }

        return ExitCode.Done;
    }

    // A person at a terminal has just read what will happen. Whoever pipes has said what they want.
    private bool Agreed(Call call)
    {
        if (call.Json || call.Get(_yes) || !call.Session.Terminal.InIsTerminal || !call.Session.Terminal.OutIsTerminal)
        {
            return true;
        }

        call.Output.Line();
        call.Session.Terminal.Out.Write("Take it back? [y/N] ");
        var agreed = call.Session.Terminal.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
        if (!agreed)
        {
            call.Output.Line("nothing was started");
        }

        return agreed;
    }
}
