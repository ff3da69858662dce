using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations.Histories;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm import flyway</c>.</summary>
internal sealed class FlywayImportVerb : ForeignImportVerb
{
    private readonly Option<string?> _table = new("--table") { HelpName = "NAME", Description = "Flyway's table, with its schema where it is not on the search path. Default: flyway_schema_history." };

    public FlywayImportVerb()
        : base("flyway", "Go on with Flyway's history: what Flyway applied stands applied, and the next plan says what is new.")
    {
        Details = "Compares every script with Flyway's checksum first and writes nothing unless all fit. No object of the database is written; Flyway's table stays. The catalogue is written beside the scripts as a baseline, B<version>__imported.sql, with which new databases begin; commit it. Needs the role operator, and an environment that no run holds.";
        Examples =
        [
            new("fm import flyway --env production", "Every database of the environment; afterwards `fm plan` says nothing to do."),
            new("fm import flyway --env production --dry-run", "Only say whether all fits, and what would be written."),
            new("fm import flyway --env production --resource orders-schema --table ops.schema_version", "A table of another name."),
        ];
        Exits = ["0 Imported, or there was nothing new."];
        Add(_table);
        AddCommon();
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        if (await BeginAsync(call, host, cancellation) is not (var caller, var repository))
        {
            return ExitCode.Failed;
        }

        var scope = Scope(call);
        var dryRun = call.Get(DryRun);
        var imported = await new FlywayImport(host.Services).ImportAsync(repository, scope, call.Get(_table), call.Get(Reason) ?? "imported from Flyway", caller, cancellation, dryRun);
        if (!imported.TryGet(out var done))
        {
            return call.Fail(imported.Findings);
        }

        var catalogues = call.Get(NoBaseline) ? [] : done.Catalogues;
        var written = await WriteAsync(call, host, [.. catalogues.Select(catalogue => (catalogue.File, catalogue.Sql))], dryRun, cancellation);
        return written is null ? ExitCode.Failed : Show(call, scope, done.Histories, imported.Findings, written, dryRun);
    }
}
