using FunctionsMigrator.Adapters.Stores.Export;
using FunctionsMigrator.Core.Audit;

namespace FunctionsMigrator.Adapters.Tests.Stores;

public sealed class ExportFolderTests : IAsyncLifetime
{
    private readonly LocalStores _stores = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task An_audit_exported_to_a_folder_verifies_without_the_store_and_an_edited_file_is_named()
    {
        var store = await _stores.OpenAsync();
        var log = new AuditLog(store.Blobs, store.Records, TimeProvider.System);
        await log.AppendAsync("production-1", [new AuditEntry("a", AuditEvents.Planned, DateTimeOffset.UnixEpoch, "ada")], Token);
        await log.SealAsync("production", "production-1", "workflow", Token);
        var folder = Path.Combine(_stores.Root, "export");

        var manifest = (await new AuditExport(store.Blobs, log).ExportEnvironmentAsync("production", ExportFolder.Create(folder).Value, Token)).Value;
        await store.DisposeAsync();
        Directory.Delete(store.Folder, recursive: true);

        var intact = (await new OfflineVerifier(ExportFolder.Open(folder).Value).VerifyAsync(manifest.Head, Token)).Value;
        Assert.True(intact.Intact);
        Assert.Equal(2, intact.Runs[0].Records);

        var file = Path.Combine(folder, "audit", "production-1+", "000001.json");
        var text = await File.ReadAllTextAsync(file, Token);
        File.Delete(file);
        await File.WriteAllTextAsync(file, text.Replace("\"ada\"", "\"eve\"", StringComparison.Ordinal), Token);
        var edited = (await new OfflineVerifier(ExportFolder.Open(folder).Value).VerifyAsync(manifest.Head, Token)).Value;
        Assert.Equal(("production-1/000001.json", "AUD001"), (edited.Runs[0].BadRecord, edited.Runs[0].Finding?.Code));
    }

    [Fact]
    public async Task A_folder_that_is_in_use_missing_or_impossible_is_a_finding()
    {
        var file = Path.Combine(_stores.Root, "file");
        await File.WriteAllTextAsync(file, "x", Token);

        Assert.Equal("AUD013", ExportFolder.Create(_stores.Root).Findings[0].Code);
        Assert.Equal("AUD012", ExportFolder.Open(Path.Combine(_stores.Root, "absent")).Findings[0].Code);
        Assert.Equal("STO001", ExportFolder.Create(Path.Combine(file, "export")).Findings[0].Code);
    }
}
