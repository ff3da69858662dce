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
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit verify</c>.</summary>
internal sealed class VerifyAuditVerb : Verb
{
    private readonly Argument<string?> _export = new("export") { HelpName = "EXPORT", Description = "A folder or a zip that `fm audit export` made, instead of the store.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = $"Only this environment, or {AuditChains.Signers} or {AuditChains.Delegations}. Default: all." };
    private readonly Option<string?> _run = new("--run") { HelpName = "RUN", Description = "Only this run." };
    private readonly Option<string?> _folder = new("--folder") { HelpName = "PATH", Description = "The same as EXPORT; needs neither store nor repository." };

    private readonly Option<string?> _head = new("--head") { HelpName = "SHA256", Description = "With --folder: the head that was noted elsewhere when the export was made. Without it, a whole made-up export could not be told from a true one." };

    private readonly Option<string?> _files = new("--files") { HelpName = "SHA256", Description = "Of an exported run: the SHA-256 of its list of files that was noted when it was made." };

    private readonly Option<string?> _heads = new("--heads")
    {
        HelpName = "PLACE",
        Description = "Compare with the heads in the second place too. Default of the place: the variable FM_AUDIT_HEADS.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public VerifyAuditVerb()
        : base("verify", "Prove that no record was edited, removed, moved or cut off; name the first one that was.")
    {
        Examples =
        [
            new("fm audit verify", "All environments, all runs, the signers and the delegations; an open run is whole as far as it goes."),
            new("fm audit verify --env production --heads git:refs/tags/fm-audit", "Find what a store alone cannot show: a tail that was cut with its records, and a chain that was written anew."),
            new("fm audit verify audit-2026", "An export, on a machine that knows nothing else."),
            new("fm audit verify evidence.zip", "An exported run: its chain, every file, every signed decision."),
        ];
        Exits = ["0 Intact.", "1 Broken, or there is nothing to verify."];
        Add(_export);
        Add(_environment);
        Add(_run);
        Add(_folder);
        Add(_head);
        Add(_files);
        Add(_heads);
        Validators.Add(result =>
        {
            if (new[] { result.GetValue(_environment), result.GetValue(_run), result.GetValue(_folder), result.GetValue(_export) }.Count(value => value is not null) > 1)
            {
                result.AddError("EXPORT, --env, --run and --folder exclude each other");
            }

            if (result.GetResult(_heads) is { Implicit: false } && (result.GetValue(_export) ?? result.GetValue(_folder) ?? result.GetValue(_run)) is not null)
            {
                result.AddError("--heads compares the chains of environments: it excludes EXPORT and --run");
            }

            if (result.GetValue(_head) is { } head && ((result.GetValue(_export) ?? result.GetValue(_folder)) is null || !Digest.TryParse(head, out _)))
            {
                result.AddError("--head takes 64 lower-case hexadecimal digits, together with an export");
            }

            if (result.GetValue(_files) is { } files && ((result.GetValue(_export) ?? result.GetValue(_folder)) is null || !Digest.TryParse(files, out _)))
            {
                result.AddError("--files takes 64 lower-case hexadecimal digits, together with an export");
            }
        });
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if ((call.Get(_export) ?? call.Get(_folder)) is { } export)
        {
            return await OfflineAsync(call, Path.GetFullPath(export, call.Session.Surroundings.Directory), cancellation);
        }

        return await TellAsync(call, evidence: null, null, cancellation);
    }

    private async Task<int> OfflineAsync(Call call, string export, CancellationToken cancellation)
    {
        if (!File.Exists(export))
        {
            return await TellAsync(call, await EvidenceAsync(call, export, cancellation), export, cancellation);
        }

        var unpacked = Directory.CreateTempSubdirectory("fm-verify-").FullName;
        try
        {
            var folder = await EvidenceFolder.UnzipAsync(export, unpacked, cancellation);
            return folder.Succeeded ? await TellAsync(call, await EvidenceAsync(call, unpacked, cancellation), unpacked, cancellation) : call.Fail(folder.Findings);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    private async Task<EvidenceVerdict?> EvidenceAsync(Call call, string folder, CancellationToken cancellation)
    {
        var opened = ExportFolder.Open(folder);
        return opened.TryGet(out var blobs)
            ? await new EvidenceVerifier(new EvidenceFolder(folder), new BlobAuditSource(blobs)).VerifyAsync(call.Get(_files) is { } noted ? Digest.Parse(noted) : null, cancellation)
            : null;
    }

    private async Task<int> TellAsync(Call call, EvidenceVerdict? evidence, string? export, CancellationToken cancellation)
    {
        if (call.Get(_files) is not null && evidence is null)
        {
            return call.Fail(AuditCodes.NoExport.Finding($"{EvidenceManifest.Name} is missing: what --files was noted of is gone."));
        }

        var heads = new List<HeadVerdict>();
        var verified = export is { } folder ? await ChainAsync(call, folder, cancellation) : await OnlineAsync(call, heads, cancellation);
        if (!verified.TryGet(out var reports))
        {
            return call.Fail(verified.Findings);
        }

        foreach (var report in reports)
        {
            Show(call.Output, report);
        }

        foreach (var verdict in heads)
        {
            Show(call.Output, verdict);
        }

        if (evidence is not null)
        {
            Show(call.Output, evidence);
        }

        var intact = reports.All(report => report.Intact) && heads.All(verdict => verdict.Finding is null) && (evidence is null || evidence.Findings.Count == 0);
        call.Output.Document(new VerificationDocument(intact, reports, call.Given(_heads) ? heads : null, evidence));
        return intact ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<Outcome<IReadOnlyList<AuditReport>>> ChainAsync(Call call, string folder, CancellationToken cancellation)
    {
        var head = call.Get(_head) is { } noted ? Digest.Parse(noted) : (Digest?)null;
        var opened = ExportFolder.Open(folder);
        if (!opened.TryGet(out var blobs))
        {
            return opened.As<IReadOnlyList<AuditReport>>();
        }

        var report = await new OfflineVerifier(blobs).VerifyAsync(head, cancellation);
        return report.TryGet(out var found) ? Outcome.Of<IReadOnlyList<AuditReport>>([found]) : report.As<IReadOnlyList<AuditReport>>();
    }

    private async Task<Outcome<IReadOnlyList<AuditReport>>> OnlineAsync(Call call, List<HeadVerdict> heads, CancellationToken cancellation)
    {
        var opened = await call.OpenHostAsync(cancellation);
        if (!opened.TryGet(out var host))
        {
            return opened.As<IReadOnlyList<AuditReport>>();
        }

        await using (host)
        {
            return host is not LocalHost local ? CliCodes.OnlyLocal.Fail<IReadOnlyList<AuditReport>>("verifying needs the store itself, or an export with --folder")
                : call.Get(_run) is { } run ? await RunAsync(local, run, cancellation)
                : await EnvironmentsAsync(call, local, heads, cancellation);
        }
    }

    private async Task<Outcome<IReadOnlyList<AuditReport>>> EnvironmentsAsync(Call call, LocalHost host, List<HeadVerdict> heads, CancellationToken cancellation)
    {
        if (!call.Given(_heads))
        {
            return await EnvironmentsAsync(host, call.Get(_environment), cancellation);
        }

        if (host.HeadsOf(call.Get(_heads) ?? call.Session.Surroundings.Variable(AuditSettings.Heads.Name)) is not { } publisher)
        {
            return AuditCodes.NoHeads.Fail<IReadOnlyList<AuditReport>>($"'{call.Get(_heads)}' names no second place. Expected: {AuditSettings.Heads.Expected}.");
        }

        // A store that was emptied knows no environment any more; whoever names one is told what is gone.
        var named = call.Get(_environment);
        var verified = await EnvironmentsAsync(host, named, cancellation);
        if (!verified.TryGet(out var reports) && named is null)
        {
            return verified;
        }

        foreach (var environment in named is null ? reports!.Select(report => report.Environment) : [named])
        {
            var published = await publisher.ReadAsync(host.Services.Store.Id, environment, cancellation);
            heads.Add(published.TryGet(out var found)
                ? await HeadComparison.CompareAsync(new BlobAuditSource(host.Services.Store.Blobs), environment, found, publisher.Place, cancellation)
                : new HeadVerdict(environment, publisher.Place, 0, published.Findings[0]));
        }

        return verified.Succeeded ? verified : Outcome.Of<IReadOnlyList<AuditReport>>([]);
    }

    private static async Task<Outcome<IReadOnlyList<AuditReport>>> RunAsync(LocalHost host, string run, CancellationToken cancellation)
    {
        var found = await host.Migrator.GetAsync(run, cancellation);
        return found.TryGet(out var details)
            ? Outcome.Of<IReadOnlyList<AuditReport>>([new AuditReport(details.Run.Environment, null, [await host.Audit.VerifyAsync(details.Run.Environment, details.Run.Id, cancellation)])])
            : found.As<IReadOnlyList<AuditReport>>();
    }

    private static async Task<Outcome<IReadOnlyList<AuditReport>>> EnvironmentsAsync(LocalHost host, string? environment, CancellationToken cancellation)
    {
        var runs = new List<RunRecord>();
        await foreach (var run in host.Migrator.ListAsync(new RunFilter(environment, Limit: int.MaxValue), cancellation))
        {
            runs.Add(run);
        }

        var reports = new List<AuditReport>();
        foreach (var group in runs.GroupBy(run => run.Environment).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var report = await host.Audit.VerifyEnvironmentAsync(group.Key, cancellation);
            var open = new List<AuditVerdict>();
            foreach (var run in group.Reverse().Where(run => report.Runs.All(verdict => verdict.Chain != run.Id)))
            {
                open.Add(await host.Audit.VerifyAsync(group.Key, run.Id, cancellation));
            }

            reports.Add(report with { Runs = [.. report.Runs, .. open] });
        }

        foreach (var chain in AuditChains.All.Where(chain => (environment ?? chain) == chain && reports.All(report => report.Environment != chain)))
        {
            var report = await host.Audit.VerifyEnvironmentAsync(chain, cancellation);
            if (report.Runs.Count > 0 || !report.Intact)
            {
                reports.Add(report);
            }
        }

        if (reports.Count == 0)
        {
            return AuditCodes.Unknown.Fail<IReadOnlyList<AuditReport>>(environment is null ? "there are no runs yet" : $"there are no runs of {environment} yet");
        }

        return Outcome.Of<IReadOnlyList<AuditReport>>(reports);
    }

    private static void Show(Output output, EvidenceVerdict evidence)
    {
        output.Line(
            (evidence.Run, Tone.Strong), ("  evidence  ", Tone.Plain), (evidence.Findings.Count == 0 ? "intact" : "BROKEN", evidence.Findings.Count == 0 ? Tone.Good : Tone.Bad),
            ($"  {PlanWords.Count(evidence.Files, "file")} {evidence.Manifest.Hex}, {PlanWords.Count(evidence.Signed, "signed decision")}{(evidence.Unsigned == 0 ? "" : $", {evidence.Unsigned} without a signature")}", Tone.Plain));
        foreach (var finding in evidence.Findings)
        {
            output.ErrorFinding(finding);
        }
    }

    private static void Show(Output output, HeadVerdict verdict)
    {
        output.Line(
            (verdict.Environment, Tone.Strong), ("  published heads  ", Tone.Plain), (verdict.Finding is null ? "as published" : "DIFFER", verdict.Finding is null ? Tone.Good : Tone.Bad),
            ($"  {PlanWords.Count(verdict.Heads, "head")} in {verdict.Place}", Tone.Plain));
        if (verdict.Finding is { } finding)
        {
            output.ErrorFinding(finding);
        }
    }

    private static void Show(Output output, AuditReport report)
    {
        output.Line(
            (report.Environment, Tone.Strong), ("  ", Tone.Plain), (report.Intact ? "intact" : "BROKEN", report.Intact ? Tone.Good : Tone.Bad),
            ($"  {PlanWords.Count(report.Runs.Count, "run")}, {PlanWords.Count(report.Runs.Sum(run => run.Records), "record")}{(report.Chain?.Head is { } head ? $", head {head.Hex}" : "")}", Tone.Plain));
        foreach (var run in report.Runs)
        {
            var tone = run.State switch { AuditState.Intact => Tone.Good, AuditState.Open => Tone.Caution, _ => Tone.Bad };
            output.Line(($"  {run.Chain}  ", Tone.Plain), (run.State.ToString().ToLowerInvariant(), tone), ($", {PlanWords.Count(run.Records, "record")}{(run.BadRecord is { } bad ? $"; first bad record {bad}" : "")}", Tone.Plain));
        }

        foreach (var finding in report.Findings.Where(finding => finding.Severity != Severity.Info))
        {
            output.ErrorFinding(finding);
        }
    }
}
