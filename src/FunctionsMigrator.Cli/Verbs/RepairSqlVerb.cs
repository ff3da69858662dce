using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations.Histories;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm sql repair</c>.</summary>
internal sealed class RepairSqlVerb : HistoryVerb
{
    private readonly Option<string[]> _script = new("--script") { HelpName = "KEY", Description = "Only this script, such as V2__add_total; may stand several times. Default: all that need it." };
    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit.", Required = true };

    public RepairSqlVerb()
        : base("repair", "Accept edited scripts as they are in git, and that scripts which left git no longer count as applied.")
    {
        Details = "Runs nothing and touches no object: what an edit changes is not carried out, and what a missing script made stays. `fm sql info` shows what would be accepted. Rows are added, none is changed. Needs the role operator, and an environment that no run holds.";
        Examples =
        [
            new("fm sql repair --env production --script V2__add_total --reason \"only a comment\"", "Accept one edited script."),
            new("fm sql repair --env test --reason \"squashed into B10\"", "Accept all that is edited or missing."),
        ];
        Exits = ["0 Accepted, or there was nothing to accept."];
        Add(_script);
        Add(_reason);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        if (await BeginAsync(call, host, cancellation) is not (var caller, var repository))
        {
            return ExitCode.Failed;
        }

        var scope = Scope(call);
        var recorded = await new HistoryDesk(host.Services).RepairAsync(repository, scope, call.Get(_script) ?? [], call.Get(_reason)!, caller, cancellation);
        return recorded.TryGet(out var histories)
            ? Show(call, scope, "repair", histories, recorded.Findings, $"fm plan --env {scope.Environment} --commit HEAD")
            : call.Fail(recorded.Findings);
    }
}
