using System.CommandLine;
using FunctionsMigrator.Adapters.Stores.Export;
using FunctionsMigrator.Cli.Auditing;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit export</c>.</summary>
internal sealed class ExportAuditVerb : LocalVerb
{
    private readonly Argument<string?> _named = new("run") { HelpName = "RUN", Description = "One run, with all that shows what it did and who let it. Default: give --env.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _to = new("--to") { HelpName = "PATH", Description = "The folder; it must not exist or be empty.", Required = true };
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "All sealed runs of this environment." };
    private readonly Option<string?> _run = new("--run") { HelpName = "RUN", Description = "The same as RUN." };
    private readonly Option<bool> _zip = new("--zip") { Description = "Make PATH.zip of the folder too. The same folder makes the same archive." };

    public ExportAuditVerb()
        : base("export", "Copy the audit of an environment, or all evidence of a run, into a folder that can be verified anywhere.")
    {
        Details = "Of a run the folder holds its chain, plan, findings, rehearsals, decisions with the keys of their signatures, receipts, measurements, notices, the policy and people that decided, a summary to read and print, and a list of all files with their SHA-256. Of an environment it holds the chains, byte for byte.";
        Examples =
        [
            new("fm audit export production-20261123-093015-1a2b3c4 --to evidence --zip", "One run, for whoever asks."),
            new("fm audit export --env production --to audit-2026", "The audit of everything that happened in production."),
        ];
        Add(_named);
        Add(_to);
        Add(_environment);
        Add(_run);
        Add(_zip);
        Validators.Add(result =>
        {
            if (new[] { result.GetValue(_environment), result.GetValue(_run), result.GetValue(_named) }.Count(value => value is not null) != 1)
            {
                result.AddError("give one of RUN and --env: what shall be exported?");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(call.Get(_to)!, call.Session.Surroundings.Directory);
        var created = ExportFolder.Create(folder);
        if (!created.TryGet(out var export))
        {
            return call.Fail(created.Findings);
        }

        var exported = await ExportAsync(call, host, export, cancellation);
        if (!exported.TryGet(out var manifest))
        {
            return call.Fail(exported.Findings);
        }

        var evidence = manifest.Run is { } run ? await EvidenceAsync(host, run, folder, cancellation) : (Digest?)null;
        var zip = call.Get(_zip) ? await new EvidenceFolder(folder).ZipAsync(folder + ".zip", cancellation) : null;
        if (zip is { Succeeded: false })
        {
            return call.Fail(zip.Findings);
        }

        call.Output.Line(("exported to ", Tone.Plain), (folder, Tone.Strong), (zip is null ? "" : $" and {zip.Value}", Tone.Plain));
        if (evidence is { } files)
        {
            call.Output.Line(("files ", Tone.Plain), (files.Hex, Tone.Strong), ("  note it where nobody who may write the folder can change it", Tone.Faint));
        }

        if (manifest.Head is { } head)
        {
            call.Output.Line(("head ", Tone.Plain), (head.Hex, Tone.Strong), ("  note it where nobody who may write the folder can change it", Tone.Faint));
        }

        call.Output.Line(("next: ", Tone.Faint), ($"fm audit verify --folder {folder}{(manifest.Head is { } noted ? $" --head {noted.Hex}" : "")}{(evidence is { } list ? $" --files {list.Hex}" : "")}", Tone.Reference));
        call.Output.Document(new ExportDocument(folder, manifest, evidence, zip?.Value));
        return ExitCode.Done;
    }

    private static async Task<Digest> EvidenceAsync(LocalHost host, string run, string folder, CancellationToken cancellation)
    {
        var record = (await host.Migrator.GetAsync(run, cancellation)).Value.Run;
        var row = await new RunReport(host.Services).RowAsync(record, cancellation);
        return (await new RunEvidence(host.Services).WriteAsync(row, record, new EvidenceFolder(folder), cancellation)).Digest;
    }

    private async Task<Outcome<AuditManifest>> ExportAsync(Call call, LocalHost host, IBlobStore export, CancellationToken cancellation)
    {
        var exporter = new AuditExport(host.Services.Store.Blobs, host.Audit);
        if ((call.Get(_named) ?? call.Get(_run)) is not { } run)
        {
            return await exporter.ExportEnvironmentAsync(call.Get(_environment)!, export, cancellation);
        }

        var found = await host.Migrator.GetAsync(run, cancellation);
        return found.TryGet(out var details)
            ? await exporter.ExportRunAsync(details.Run.Environment, details.Run.Id, export, cancellation)
            : found.As<AuditManifest>();
    }
}
