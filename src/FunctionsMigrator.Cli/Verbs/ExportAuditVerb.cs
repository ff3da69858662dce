using System.CommandLine;
using FunctionsMigrator.Adapters.Stores.Export;
using FunctionsMigrator.Cli.Auditing;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit export</c>.</summary>
internal sealed class ExportAuditVerb : LocalVerb
{
    private readonly Option<string> _to = new("--to") { HelpName = "PATH", Description = "The folder; it must not exist or be empty.", Required = true };
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "All sealed runs of this environment." };
    private readonly Option<string?> _run = new("--run") { HelpName = "RUN", Description = "Only this run." };

    public ExportAuditVerb()
        : base("export", "Copy the audit of an environment or a run into a folder, byte for byte.")
    {
        Details = "The folder can be verified anywhere with `fm audit verify --folder PATH`.";
        Examples = [new("fm audit export --env production --to audit-2026", "Everything that happened in production.")];
        Add(_to);
        Add(_environment);
        Add(_run);
        Validators.Add(result =>
        {
            if ((result.GetValue(_environment) is null) == (result.GetValue(_run) is null))
            {
                result.AddError("give one of --env and --run: what shall be exported?");
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

        call.Output.Line(("exported to ", Tone.Plain), (folder, Tone.Strong));
        if (manifest.Head is { } head)
        {
            call.Output.Line(("head ", Tone.Plain), (head.Hex, Tone.Strong), ("  note it where nobody who may write the folder can change it", Tone.Faint));
        }

        call.Output.Line(("next: ", Tone.Faint), ($"fm audit verify --folder {folder}{(manifest.Head is { } noted ? $" --head {noted.Hex}" : "")}", Tone.Reference));
        call.Output.Document(new ExportDocument(folder, manifest));
        return ExitCode.Done;
    }

    private async Task<Outcome<AuditManifest>> ExportAsync(Call call, LocalHost host, IBlobStore export, CancellationToken cancellation)
    {
        var exporter = new AuditExport(host.Services.Store.Blobs, host.Audit);
        if (call.Get(_run) is not { } run)
        {
            return await exporter.ExportEnvironmentAsync(call.Get(_environment)!, export, cancellation);
        }

        var found = await host.Migrator.GetAsync(run, cancellation);
        return found.TryGet(out var details)
            ? await exporter.ExportRunAsync(details.Run.Environment, details.Run.Id, export, cancellation)
            : found.As<AuditManifest>();
    }
}
