using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Planning;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm plan</c>.</summary>
internal sealed class PlanVerb : HostVerb
{
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "The environment. Default: the first one of the branch." };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "A branch, tag or commit. Default: the work tree as it is, which cannot be approved." };
    private readonly Option<string?> _run = new("--run") { HelpName = "RUN", Description = "Show the plan of this run as it stands, to be approved or looked at." };
    private readonly Option<PrintFormat> _format = PrintFormats.CreateOption();
    private readonly Option<int> _limit = NumberOption.Create("--limit", "How many changes text and Markdown show; JSON holds all.", 200);

    public PlanVerb()
        : base("plan", "Show what would change, target by target, with values, risk and the way back. Writes to no target.")
    {
        Details = "Compares git, what was applied last, and what is live. A plan of the work tree or of a commit is made anew; `--run` shows the very plan that a run offers for approval.";
        Examples =
        [
            new("fm plan", "What the files as they are now would change in the branch's first environment."),
            new("fm plan --env production --commit HEAD --format markdown", "As a comment on a pull request."),
            new("fm plan --run production-20261123-093015-1a2b3c4", "What is to be approved; the last lines say how."),
        ];
        Exits = ["0 Nothing to do.", "1 Something keeps the plan from being applied, or the files cannot be read.", "2 Changes are pending.", "3 A run would be denied, for a finding of the linter that the policy makes an error."];
        Add(_environment);
        Add(_commit);
        Add(_run);
        Add(_format);
        Add(_limit);
        Validators.Add(result =>
        {
            if (result.GetValue(_run) is not null && (result.GetValue(_environment) ?? result.GetValue(_commit)) is not null)
            {
                result.AddError("--run excludes --env and --commit: a run has its own");
            }
        });
    }

    /// <inheritdoc/>
    protected override bool ReadsWorkTree(Call call) => call.Get(_run) is null && (call.Get(_commit) is null || call.Get(_environment) is null);

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var made = call.Get(_run) is { } run ? await host.Migrator.GetPlanAsync(run, cancellation)
            : host is LocalHost local ? await PreviewAsync(call, local, cancellation)
            : CliCodes.OnlyLocal.Fail<PlanIndex>("a plan without a run needs the repository itself, not a server; `fm plan --run RUN` works here");
        if (!made.TryGet(out var index))
        {
            return call.Fail(made.Findings);
        }

        await ShowAsync(call, new PlanView(index, host.Migrator.ReadPlanAsync), cancellation);
        if (call.Get(_run) is not null && PrintFormats.Of(call, _format) == PrintFormat.Text)
        {
            await ShowNextAsync(call, host, cancellation);
        }

        return index.Blocked() ? ExitCode.Failed : Denied(index) ? ExitCode.Waiting : index.Counts().Writes > 0 ? ExitCode.Pending : ExitCode.Done;
    }

    private static bool Denied(PlanIndex index) => index.Targets.Any(
        target => target.Blocked is not PlanBlock.LeftOut && target.Findings.Any(finding => finding.Severity is Severity.Error && LintAnalyzers.Found(finding)));

    private async Task<Outcome<PlanIndex>> PreviewAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var environment = await EnvironmentChoice.OfAsync(call.Get(_environment), host, cancellation);
        return environment.TryGet(out var name) ? await host.PreviewAsync(call.Get(_commit), name, cancellation) : environment.As<PlanIndex>();
    }

    private async Task ShowAsync(Call call, PlanView plan, CancellationToken cancellation)
    {
        var limits = new PlanLimits(Changes: call.Get(_limit));
        switch (PrintFormats.Of(call, _format))
        {
            case PrintFormat.Json:
                await PlanJson.WriteAsync(call.Output.Terminal.OutStream, plan, cancellation);
                await call.Output.Terminal.Out.WriteLineAsync();
                break;
            case PrintFormat.Markdown:
                await call.Output.Terminal.Out.WriteAsync(await PlanMarkdown.RenderAsync(plan, limits, cancellation));
                break;
            default:
                await foreach (var line in PlanText.RenderAsync(plan, limits, cancellation))
                {
                    call.Output.Line(line.Text, PlanTones.Of(line.Tone));
                }

                break;
        }
    }

    private async Task ShowNextAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        if ((await host.Migrator.GetAsync(call.Get(_run)!, cancellation)).TryGet(out var details))
        {
            foreach (var next in NextSteps.For(details.Run).Where(next => !next.StartsWith("fm plan", StringComparison.Ordinal)))
            {
                call.Output.Line(("next: ", Tone.Faint), (next, Tone.Reference));
            }
        }
    }
}
