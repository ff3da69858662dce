using System.CommandLine;
using FunctionsMigrator.Adapters.Changelogs;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations.Histories.Liquibase;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm import liquibase</c>.</summary>
internal sealed class LiquibaseImportVerb : ForeignImportVerb
{
    private readonly Option<string> _changelog = new("--changelog") { HelpName = "FILE", Description = "The changelog: a SQL-formatted file, or a master in XML, YAML or JSON that includes such files.", Required = true };
    private readonly Option<string?> _root = new("--root") { HelpName = "FOLDER", Description = "The folder from which Liquibase names its files (its search path). Default: the folder of the changelog." };
    private readonly Option<string?> _table = new("--table") { HelpName = "NAME", Description = "Liquibase's table, with its schema where it is not on the search path. Default: databasechangelog." };

    public LiquibaseImportVerb()
        : base("liquibase", "Go on with Liquibase's history: changesets become scripts, what Liquibase applied stands applied, and the next plan says what is new.")
    {
        Details = "Reads SQL-formatted changelogs and writes each changeset as a script beside the resource, V<number>__<id>.sql in the order in which they ran, with its --rollback as U<number>__<id>.sql; one with runOnChange or runAlways becomes R__<number>_<id>.sql. Compares every changeset with Liquibase's checksum first and writes nothing unless all fit. What cannot be carried over is refused by name: changes in XML, YAML or JSON, contexts, and preconditions that are no queries. No object of the database is written; Liquibase's tables stay. The catalogue is written as a baseline, B<version>__imported.sql, with which new databases begin; commit all of it. Needs the role operator, and an environment that no run holds.";
        Examples =
        [
            new("fm import liquibase --env production --changelog ../app/db/master.yaml --root ../app", "Every database of the environment; afterwards `fm plan` says nothing to do."),
            new("fm import liquibase --env production --changelog changelog.sql --resource orders-schema --dry-run", "Only say whether all fits, and what would be written."),
        ];
        Exits = ["0 Imported, or there was nothing new."];
        Add(_changelog);
        Add(_root);
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

        var file = Path.GetFullPath(call.Get(_changelog)!, call.Session.Surroundings.Directory);
        var root = call.Get(_root) is { } folder ? Path.GetFullPath(folder, call.Session.Surroundings.Directory) : Path.GetDirectoryName(file)!;
        var read = await ChangelogReader.ReadAsync(root, file, cancellation);
        if (!read.TryGet(out var changelog))
        {
            return call.Fail(read.Findings);
        }

        // All is checked before the first file; the files stand before the first row, so that no row names a script that is nowhere.
        var (scope, dryRun, reason) = (Scope(call), call.Get(DryRun), call.Get(Reason) ?? "imported from Liquibase");
        var import = new LiquibaseImport(host.Services);
        var imported = await import.ImportAsync(repository, scope, changelog, call.Get(_table), reason, caller, dryRun: true, cancellation);
        if (!imported.TryGet(out var due))
        {
            return call.Fail(imported.Findings);
        }

        IReadOnlyList<(string, string)> files = [.. due.Scripts, .. (call.Get(NoBaseline) ? [] : due.Catalogues).Select(catalogue => (catalogue.File, catalogue.Sql))];
        if (await WriteAsync(call, host, files, dryRun, cancellation) is not { } written)
        {
            return ExitCode.Failed;
        }

        imported = dryRun ? imported : await import.ImportAsync(repository, scope, changelog, call.Get(_table), reason, caller, dryRun: false, cancellation);
        return imported.TryGet(out var done) ? Show(call, scope, done.Histories, imported.Findings, written, dryRun) : call.Fail(imported.Findings);
    }
}
