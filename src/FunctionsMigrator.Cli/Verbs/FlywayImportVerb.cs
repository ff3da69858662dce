using System.CommandLine;
using System.Text;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations.Histories;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm import flyway</c>.</summary>
internal sealed class FlywayImportVerb : HistoryVerb
{
    private readonly Option<string?> _table = new("--table") { HelpName = "NAME", Description = "Flyway's table, with its schema where it is not on the search path. Default: flyway_schema_history." };
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit." };
    private readonly Option<bool> _noBaseline = new("--no-baseline") { Description = "Do not write the catalogue as a baseline script." };

    public FlywayImportVerb()
        : base("flyway", "Go on with Flyway's history: what Flyway applied stands applied, and the next plan says what is new.")
    {
        Details = "Compares every script with Flyway's checksum first and writes nothing unless all fit. No object of the database is written; Flyway's table stays. The catalogue is written beside the scripts as a baseline, B<version>__imported.sql, with which new databases begin; commit it. Needs the role operator, and an environment that no run holds.";
        Examples =
        [
            new("fm import flyway --env production", "Every database of the environment; afterwards `fm plan` says nothing to do."),
            new("fm import flyway --env production --resource orders-schema --table ops.schema_version", "A table of another name."),
        ];
        Exits = ["0 Imported, or there was nothing new."];
        Add(_table);
        Add(_reason);
        Add(_noBaseline);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        if (await BeginAsync(call, host, cancellation) is not (var caller, var repository))
        {
            return ExitCode.Failed;
        }

        var scope = Scope(call);
        var imported = await new FlywayImport(host.Services).ImportAsync(repository, scope, call.Get(_table), call.Get(_reason) ?? "imported from Flyway", caller, cancellation);
        if (!imported.TryGet(out var done))
        {
            return call.Fail(imported.Findings);
        }

        var written = new List<string>();
        foreach (var catalogue in call.Get(_noBaseline) ? [] : done.Catalogues)
        {
            var path = Path.Combine(host.Parts.Folder.Path, catalogue.File);
            if (File.Exists(path))
            {
                continue;
            }

            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, catalogue.Sql, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                return call.Fail(CliCodes.CannotWrite.Finding($"{catalogue.File} cannot be written: {failed.Message}"));
            }

            written.Add(catalogue.File);
            call.Output.Line($"wrote {catalogue.File}");
        }

        string[] next = written.Count > 0 ? ["fm checksum && fm validate, then commit"] : [];
        return Show(call, scope, "import", done.Histories, imported.Findings, [.. next, $"fm plan --env {scope.Environment} --commit HEAD"]);
    }
}
