using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations.Histories;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm sql baseline</c>.</summary>
internal sealed class BaselineSqlVerb : HistoryVerb
{
    private readonly Option<string?> _upTo = new("--up-to") { HelpName = "VERSION", Description = "What the scripts up to this version make stands already. Default: only what the resource's baseline makes." };
    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit.", Required = true };

    public BaselineSqlVerb()
        : base("baseline", "Begin the script history of databases that are older than it: say what stands there already.")
    {
        Details = "Runs nothing and touches no object. A database that has a history already is refused. Needs the role operator, and an environment that no run holds.";
        Examples =
        [
            new("fm sql baseline --env production --reason \"taken over as it is\"", "What the resource's `baseline` makes stands."),
            new("fm sql baseline --env production --up-to 5 --reason \"grown by hand\"", "The scripts up to version 5 are not run; those above are."),
        ];
        Add(_upTo);
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
        var recorded = await new HistoryDesk(host.Services).BaselineAsync(repository, scope, call.Get(_upTo), call.Get(_reason)!, caller, cancellation);
        return recorded.TryGet(out var histories)
            ? Show(call, scope, "baseline", histories, recorded.Findings, $"fm plan --env {scope.Environment} --commit HEAD")
            : call.Fail(recorded.Findings);
    }
}
