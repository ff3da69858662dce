using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Planning;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm import</c>.</summary>
internal sealed class ImportVerb : LocalVerb
{
    private readonly Option<string> _environment = new("--env") { HelpName = "NAME", Description = "The environment.", Required = true };
    private readonly Option<bool> _keepLive = new("--keep-live") { Description = "What is live stays, as an override in the ledger, until either side moves." };
    private readonly Option<bool> _takeGit = new("--take-git") { Description = "What git says is right: the next run writes it, as a change that can be approved and taken back." };
    private readonly Option<string?> _resource = new("--resource") { HelpName = "NAME", Description = "Only this resource. Default: all." };
    private readonly Option<string?> _item = new("--item") { HelpName = "KEY", Description = "Only the item with this key, as the plan shows it. Default: all." };
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the ledger." };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "The commit whose values are decided about. Default: HEAD." };

    public ImportVerb()
        : base("import", "Decide items that a plan cannot: found on first contact with other values (PLAN301), drifted, or in conflict.")
    {
        Details = "Writes to no target: it tells the ledger which side is right, and the next plan follows. `fm plan` lists what is blocked. Needs the role operator.";
        Examples =
        [
            new("fm import --env production --keep-live --reason \"as found\"", "Take over an existing system as it is."),
            new("fm import --env production --take-git --resource checkout --item checkout/timeoutSeconds", "For one item git is right."),
        ];
        Exits = ["0 Decided, or there was nothing to decide."];

        // Tells the parser that the verb can do without a sub-verb; it is never invoked by it.
        SetAction(static _ => { });
        Add(new FlywayImportVerb());
        Add(new LiquibaseImportVerb());
        Add(_environment);
        Add(_keepLive);
        Add(_takeGit);
        Add(_resource);
        Add(_item);
        Add(_reason);
        Add(_commit);
        Validators.Add(result =>
        {
            if (result.GetValue(_keepLive) == result.GetValue(_takeGit))
            {
                result.AddError("give one of --keep-live and --take-git: which side is right?");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        if (!caller.TryGet(out var asker))
        {
            return call.Fail(caller.Findings);
        }

        // The commit, not the work tree: an override names what git says, and an uncommitted value would never be planned.
        var plan = await host.PreviewAsync(call.Get(_commit) ?? "HEAD", call.Get(_environment)!, cancellation);
        if (!plan.TryGet(out var index))
        {
            return call.Fail(plan.Findings);
        }

        var request = new ImportRequest(call.Get(_environment)!, call.Get(_keepLive), call.Get(_resource), call.Get(_item), call.Get(_reason));
        var decided = await new ImportDecisions(host.Services).DecideAsync(index, request, asker, cancellation);
        if (!decided.TryGet(out var targets))
        {
            return call.Fail(decided.Findings);
        }

        await ShowAsync(call, host, index, request, targets, cancellation);
        return ExitCode.Done;
    }

    private static async Task ShowAsync(
        Call call, LocalHost host, PlanIndex index, ImportRequest request, IReadOnlyList<ImportedTarget> targets, CancellationToken cancellation)
    {
        foreach (var target in targets)
        {
            call.Output.Line(target.Address.ToString(), Tone.Strong);
            foreach (var item in target.Items)
            {
                call.Output.Line($"  {item}");
            }

            if (target.Count > target.Items.Count)
            {
                call.Output.Line($"  and {target.Count - target.Items.Count} more", Tone.Faint);
            }

            if (target.Left > 0)
            {
                call.Output.Line($"  left: {PlanWords.Count(target.Left, "thing")} of its structure, which no run brings back ({DriftCodes.NotHealed.Code})", Tone.Faint);
            }
        }

        var side = request.KeepLive ? "what is live stays" : "git is right";
        call.Output.Line(targets.Count == 0
            ? "nothing to decide"
            : $"{PlanWords.Count(targets.Sum(target => target.Count), "item")} decided: {side}");
        if (targets.Count > 0)
        {
            call.Output.Line(("next: ", Tone.Faint), ($"fm plan --env {request.Environment} --commit HEAD", Tone.Reference));
        }

        // A run that ended over these items is not made again by itself.
        await foreach (var run in host.Migrator.ListAsync(new RunFilter(request.Environment, Limit: 1), cancellation))
        {
            if (run.Commit == index.Commit && run.Reverts is null && run.State is RunState.Conflict or RunState.Invalid or RunState.Failed)
            {
                call.Output.Line(("next: ", Tone.Faint), ($"fm retry {run.Id}", Tone.Reference));
            }
        }

        call.Output.Document(new ImportDocument(request.Environment, request.KeepLive ? "keep-live" : "take-git", targets));
    }
}
