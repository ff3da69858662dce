using System.CommandLine;
using FunctionsMigrator.Cli.Checking;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm checksum</c>.</summary>
internal sealed class ChecksumVerb : Verb
{
    private readonly Option<bool> _check = new("--check") { Description = "Write nothing; fail when checksums.lock is missing or does not fit the files." };

    public ChecksumVerb()
        : base("checksum", "Write checksums.lock: one line per file that a run reads. A run verifies it before anything else.")
    {
        Details = "The lines are `SHA256  PATH` and readable by `sha256sum -c`. Text is hashed as UTF-8 without a byte order mark and with LF.";
        Examples =
        [
            new("fm checksum", "Before every commit that changes metadata."),
            new("fm checksum --check", "In a pipeline: fails, and names the files, when somebody forgot it."),
        ];
        Exits = ["0 Written, or up to date.", "1 The files cannot be read; with --check: the lock does not fit them."];
        Add(_check);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var folder = RepositoryFolder.Find(call.Get(call.Globals.Repository), call.Session.Surroundings);
        if (!folder.TryGet(out var found))
        {
            return call.Fail(folder.Findings);
        }

        var read = await new LocalParts(found, call.Session.Time).ReadWorkTreeAsync(cancellation);
        if (!read.TryGet(out var repository))
        {
            return call.Fail(read.Findings);
        }

        return call.Get(_check) ? await CheckAsync(call, repository, cancellation) : await WriteAsync(call, found, repository, cancellation);
    }

    private static async Task<int> CheckAsync(Call call, MetadataRepository repository, CancellationToken cancellation)
    {
        // Only here is a missing lock a failure: a run goes on with a warning.
        var findings = (await ChecksumsLock.CheckAsync(repository, cancellation))
            .Select(finding => finding.Code == BundleCodes.LockAbsent.Code ? finding with { Severity = Severity.Error } : finding).ToList();
        return findings.Count > 0 ? call.Fail(findings) : Done(call, repository, changed: false, "fits");
    }

    private static async Task<int> WriteAsync(Call call, RepositoryFolder folder, MetadataRepository repository, CancellationToken cancellation)
    {
        var changed = await ChecksumsFile.WriteAsync(folder, ChecksumsLock.Of(repository.Manifest).Write(), cancellation);
        return Done(call, repository, changed, changed ? "written" : "up to date");
    }

    private static int Done(Call call, MetadataRepository repository, bool changed, string how)
    {
        var document = new ChecksumDocument(
            ChecksumsLock.FileName,
            changed,
            ChecksumsLock.Of(repository.Manifest).Lines.Count,
            BundleStore.DigestOf(repository.Manifest.Where(entry => !entry.IsPolicy)),
            BundleStore.DigestOf(repository.Manifest.Where(entry => entry.IsPolicy)));
        call.Output.Line(
            ($"{ChecksumsLock.FileName} {how}", Tone.Good),
            ($": {PlanWords.Count(document.Files, "file")}, bundle {document.Bundle.Short}, policy {document.Policy.Short}", Tone.Plain));
        call.Output.Document(document);
        return ExitCode.Done;
    }
}
