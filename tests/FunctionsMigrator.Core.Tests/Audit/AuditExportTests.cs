using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Audit;

public sealed class AuditExportTests
{
    private const string Environment = "production";
    private readonly InMemoryBlobStore _blobs = new();
    private readonly InMemoryRecordStore _records = new();
    private readonly InMemoryBlobStore _export = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AuditLog Log => new(_blobs, _records, _time);

    private AuditExport Export => new(_blobs, Log);

    [Fact]
    public async Task An_exported_environment_verifies_without_the_store()
    {
        await WriteAsync("run-1", "run-2");
        await AppendAsync("run-3");

        var manifest = (await Export.ExportEnvironmentAsync(Environment, _export, Token)).Value;
        var report = (await new OfflineVerifier(_export).VerifyAsync(manifest.Head, Token)).Value;

        Assert.True(report.Intact);
        Assert.Empty(report.Findings);
        Assert.Equal((2, Digest.Of(_blobs.Bytes(BlobArea.Audit, "production/000002.json"))), (manifest.Links, manifest.Head!.Value));
        Assert.Equal(["run-1", "run-2"], report.Runs.Select(run => run.Chain));
        Assert.Equal(_blobs.Bytes(BlobArea.Audit, "run-2/000002.json"), _export.Bytes(BlobArea.Audit, "run-2/000002.json"));
    }

    [Fact]
    public async Task Any_edit_removal_or_cut_of_an_export_is_found_and_named()
    {
        await WriteAsync("run-1", "run-2");
        await Export.ExportEnvironmentAsync(Environment, _export, Token);
        foreach (var name in (await _export.ListAsync(BlobArea.Audit, "", Token).ToListAsync(Token)).Where(name => name != AuditManifest.Name))
        {
            var bytes = _export.Bytes(BlobArea.Audit, name);
            for (var at = 0; at < bytes.Length; at += 5)
            {
                Assert.Equal(name, await FirstBadAsync(name, [.. bytes[..at], (byte)(bytes[at] ^ 1), .. bytes[(at + 1)..]]));
            }

            Assert.Equal(name, await FirstBadAsync(name, null));
        }
    }

    [Fact]
    public async Task Any_edit_of_the_manifest_is_found()
    {
        await WriteAsync("run-1", "run-2");
        var head = (await Export.ExportEnvironmentAsync(Environment, _export, Token)).Value.Head;
        var bytes = _export.Bytes(BlobArea.Audit, AuditManifest.Name);
        for (var at = 0; at < bytes.Length; at++)
        {
            var copy = _export.Copy();
            copy.Tamper(BlobArea.Audit, AuditManifest.Name, [.. bytes[..at], (byte)(bytes[at] ^ 1), .. bytes[(at + 1)..]]);
            var verified = await new OfflineVerifier(copy).VerifyAsync(head, Token);
            Assert.False(verified.Succeeded && verified.Value.Intact, $"byte {at}");
        }
    }

    [Fact]
    public async Task An_export_that_was_shortened_with_its_manifest_is_found_by_the_noted_head_alone()
    {
        await WriteAsync("run-1");
        var shortened = new InMemoryBlobStore();
        await Export.ExportEnvironmentAsync(Environment, shortened, Token);
        await WriteAsync("run-2");
        var noted = (await Export.ExportEnvironmentAsync(Environment, _export, Token)).Value.Head;

        var withoutHead = await new OfflineVerifier(shortened).VerifyAsync(null, Token);
        var withHead = await new OfflineVerifier(shortened).VerifyAsync(noted, Token);

        Assert.True(withoutHead.Value.Intact);
        Assert.Equal("AUD005", Assert.Single(withHead.Value.Findings).Code);
    }

    [Fact]
    public async Task A_chain_cut_before_the_export_is_found_cut_after_it()
    {
        await WriteAsync("run-1", "run-2");
        _blobs.Tamper(BlobArea.Audit, "production/000002.json", null);

        await Export.ExportEnvironmentAsync(Environment, _export, Token);

        var report = (await new OfflineVerifier(_export).VerifyAsync(null, Token)).Value;
        Assert.Equal(("production/000002.json", "AUD004"), (report.Chain?.BadRecord, report.Chain?.Finding?.Code));
    }

    [Fact]
    public async Task One_sealed_run_is_exported_with_its_link_and_verifies_alone()
    {
        await WriteAsync("run-1", "run-2", "run-3");

        var manifest = (await Export.ExportRunAsync(Environment, "run-2", _export, Token)).Value;
        var report = (await new OfflineVerifier(_export).VerifyAsync(manifest.Head, Token)).Value;

        Assert.Equal((2, "run-2"), (manifest.Links, manifest.Run));
        Assert.Equal(["export.json", "production/000002.json", "run-2/000001.json", "run-2/000002.json"], await _export.ListAsync(BlobArea.Audit, "", Token).ToListAsync(Token));
        Assert.Equal(("run-2", AuditState.Intact, 2), (report.Runs[0].Chain, report.Runs[0].State, report.Runs[0].Records));
        Assert.Empty(report.Findings);
        Assert.Equal("run-2/000002.json", await FirstBadAsync("run-2/000002.json", null));
        Assert.Equal("production/000002.json", await FirstBadAsync("production/000002.json", null));
        Assert.Equal("production/000002.json", await FirstBadAsync("production/000002.json", _blobs.Bytes(BlobArea.Audit, "production/000001.json")));
    }

    [Fact]
    public async Task An_open_run_is_exported_as_open()
    {
        await AppendAsync("run-1");

        await Export.ExportRunAsync(Environment, "run-1", _export, Token);

        var report = (await new OfflineVerifier(_export).VerifyAsync(null, Token)).Value;
        Assert.Equal((AuditState.Open, 1), (report.Runs[0].State, report.Runs[0].Records));
    }

    [Fact]
    public async Task What_was_never_audited_cannot_be_exported_and_what_is_no_export_cannot_be_verified()
    {
        Assert.Equal("AUD009", (await Export.ExportEnvironmentAsync(Environment, _export, Token)).Findings[0].Code);
        Assert.Equal("AUD009", (await Export.ExportRunAsync(Environment, "run-1", _export, Token)).Findings[0].Code);
        Assert.Equal("AUD012", (await new OfflineVerifier(_export).VerifyAsync(null, Token)).Findings[0].Code);
        _export.Tamper(BlobArea.Audit, AuditManifest.Name, AuditFormat.Write(new AuditManifest(2, Environment, 0)));
        Assert.Equal("AUD011", (await new OfflineVerifier(_export).VerifyAsync(null, Token)).Findings[0].Code);
    }

    [Fact]
    public async Task A_run_whose_link_was_removed_is_not_exported_as_if_it_had_none()
    {
        await WriteAsync("run-1");
        _blobs.Tamper(BlobArea.Audit, "production/000001.json", null);

        Assert.Equal("AUD005", (await Export.ExportRunAsync(Environment, "run-1", _export, Token)).Findings[0].Code);
        Assert.False(await _export.ExistsAsync(BlobArea.Audit, AuditManifest.Name, Token));
    }

    private async Task<string?> FirstBadAsync(string name, byte[]? bytes)
    {
        var copy = _export.Copy();
        copy.Tamper(BlobArea.Audit, name, bytes);
        var report = (await new OfflineVerifier(copy).VerifyAsync(null, Token)).Value;
        return report.Chain?.BadRecord ?? report.Runs.FirstOrDefault(run => run.State is AuditState.Broken)?.BadRecord;
    }

    private async Task WriteAsync(params string[] runs)
    {
        foreach (var run in runs)
        {
            await AppendAsync(run);
            await Log.SealAsync(Environment, run, "workflow", Token);
        }
    }

    private async Task AppendAsync(string run) => await Log.AppendAsync(run, [new AuditEntry("a", AuditEvents.Planned, _time.GetUtcNow(), "ada")], Token);
}
