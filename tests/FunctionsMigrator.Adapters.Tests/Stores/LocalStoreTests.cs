using System.Text;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Stores;

public sealed partial class LocalStoreTests : IAsyncLifetime
{
    private readonly LocalStores _stores = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task A_store_keeps_its_id_keys_blobs_and_records()
    {
        var first = await _stores.OpenAsync("s");
        await first.Blobs.TryCreateJsonAsync(BlobArea.Plans, "a/b", 1, Token);
        var etag = await first.Records.TryCreateAsync("p", "k", 2, Token);
        await first.DisposeAsync();

        var second = await _stores.OpenAsync("s");

        Assert.Equal(first.Id, second.Id);
        Assert.Matches("^[a-z0-9-]{16,40}$", first.Id);
        Assert.Equal(first.Keys.Sensitive.ToArray(), second.Keys.Sensitive.ToArray());
        Assert.Equal(first.Keys.Snapshots.ToArray(), second.Keys.Snapshots.ToArray());
        Assert.Equal(1, await second.Blobs.ReadJsonAsync<int>(BlobArea.Plans, "a/b", Token));
        Assert.Equal((2, etag), ((await second.Records.GetAsync("p", "k", Token))?.Read<int>(), (await second.Records.GetAsync("p", "k", Token))?.ETag));
    }

    [Fact]
    public async Task Two_stores_differ_in_id_and_keys()
    {
        var one = await _stores.OpenAsync();
        var two = await _stores.OpenAsync();

        Assert.NotEqual(one.Id, two.Id);
        Assert.NotEqual(one.Keys.Sensitive.ToArray(), two.Keys.Sensitive.ToArray());
        Assert.NotEqual(one.Keys.Snapshots.ToArray(), one.Keys.Sensitive.ToArray());
        Assert.DoesNotContain(Convert.ToHexString(one.Keys.Snapshots.Span), one.Keys.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Many_that_make_the_same_store_at_once_get_the_same_one()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
            () => LocalStore.OpenAsync(Path.Combine(_stores.Root, "same"), new(), Token), Token)));

        Assert.Single(stores.Select(store => store.Value.Id).Distinct());
        Assert.Single(stores.Select(store => Convert.ToHexString(store.Value.Keys.Snapshots.Span)).Distinct());
        await stores[0].Value.Records.TryCreateAsync("p", "k", 1, Token);
        Assert.All(stores, store => Assert.NotNull(store.Value.Records.GetAsync("p", "k", Token).Result));
        foreach (var store in stores)
        {
            await store.Value.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_opens_a_store_while_others_close_it_is_not_hindered()
    {
        await (await _stores.OpenAsync("same")).DisposeAsync();

        var findings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var found = new List<Finding>();
                for (var time = 0; time < 40; time++)
                {
                    var store = await LocalStore.OpenAsync(Path.Combine(_stores.Root, "same"), new(), Token);
                    found.AddRange(store.Findings);
                    if (store.TryGet(out var open))
                    {
                        await open.DisposeAsync();
                    }
                }

                return found;
            },
            Token)));

        Assert.DoesNotContain(findings.SelectMany(found => found), found => found.Severity is Severity.Error);
    }

    [Fact]
    public async Task Nobody_but_the_owner_can_look_into_the_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights.");
        var store = await _stores.OpenAsync();
        await store.Blobs.TryCreateJsonAsync(BlobArea.Snapshots, "run/target", 1, Token);

        foreach (var path in Directory.EnumerateFileSystemEntries(store.Folder, "*", SearchOption.AllDirectories).Append(store.Folder))
        {
            // SQLite makes its files by the umask; the folder above them is closed.
            if (!OperatingSystem.IsWindows() && !Path.GetFileName(path).StartsWith("records.db", StringComparison.Ordinal))
            {
                var others = File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                Assert.True(others == 0 || path.EndsWith(".lock", StringComparison.Ordinal), $"{path}: {others}");
            }
        }

        Assert.Equal("*\n", await File.ReadAllTextAsync(Path.Combine(store.Folder, ".gitignore"), Token));
    }

    [Fact]
    public async Task Keys_that_others_can_read_come_with_a_warning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights.");
        var store = await _stores.OpenAsync("s");
        await store.DisposeAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(store.Folder, "keys", "snapshots.key"), (UnixFileMode)0b110_100_000);
        }

        var again = await LocalStore.OpenAsync(store.Folder, new(), Token);

        var finding = Assert.Single(again.Findings);
        Assert.Equal(("STO006", Severity.Warning), (finding.Code, finding.Severity));
        Assert.Contains("snapshots.key has mode 640", finding.Message, StringComparison.Ordinal);
        await again.Value.DisposeAsync();
    }

    [Fact]
    public async Task What_a_dead_process_left_is_deleted_and_what_a_living_one_writes_is_not()
    {
        var living = await _stores.OpenAsync("s");
        var dead = Directory.CreateDirectory(Path.Combine(living.Folder, "tmp", "0123456789abcdef"));
        await File.WriteAllTextAsync(Path.Combine(dead.FullName, "1"), "half a blob", Token);
        await File.WriteAllTextAsync(dead.FullName + ".lock", "", Token);

        var written = await living.Blobs.TryCreateAsync(BlobArea.Plans, "slow", async (stream, token) =>
        {
            await stream.WriteAsync("before "u8.ToArray(), token);
            await stream.FlushAsync(token);
            await _stores.OpenAsync("s");
            await stream.WriteAsync("after"u8.ToArray(), token);
        }, Token);

        Assert.True(written);
        Assert.False(Directory.Exists(dead.FullName));
        Assert.False(File.Exists(dead.FullName + ".lock"));
        using var reader = new StreamReader((await living.Blobs.OpenAsync(BlobArea.Plans, "slow", Token))!);
        Assert.Equal("before after", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task A_closed_store_leaves_no_temporary_file()
    {
        var store = await _stores.OpenAsync();
        await store.Blobs.TryCreateJsonAsync(BlobArea.Plans, "a", 1, Token);
        await using (var spill = store.Spill.Create())
        {
            await spill.WriteAsync(new byte[100_000], Token);
            await store.DisposeAsync();
        }

        Assert.Equal(["cleaning.lock"], Directory.EnumerateFileSystemEntries(Path.Combine(store.Folder, "tmp")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_spilled_stream_is_read_back_and_has_no_name_on_disk()
    {
        var store = await _stores.OpenAsync();
        await using var one = store.Spill.Create();
        await using var two = store.Spill.Create();
        await one.WriteAsync(Encoding.UTF8.GetBytes("one"), Token);
        await two.WriteAsync(Encoding.UTF8.GetBytes("two"), Token);
        one.Position = 0;

        Assert.True(one.CanSeek && one.CanRead && one.CanWrite);
        Assert.Equal("one", await new StreamReader(one).ReadToEndAsync(Token));
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(
                Directory.EnumerateFiles(Path.Combine(store.Folder, "tmp"), "*", SearchOption.AllDirectories),
                path => Assert.EndsWith(".lock", path, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_store_whose_making_was_interrupted_anywhere_is_finished_by_the_next_opening()
    {
        foreach (var missing in new[] { "store.json", "records.db", "keys", "blobs" })
        {
            var store = await _stores.OpenAsync(missing);
            await store.DisposeAsync();
            File.Delete(Path.Combine(store.Folder, "store.json"));
            if (Directory.Exists(Path.Combine(store.Folder, missing)))
            {
                Directory.Delete(Path.Combine(store.Folder, missing), recursive: true);
            }
            else
            {
                File.Delete(Path.Combine(store.Folder, missing));
            }

            Assert.NotNull(await _stores.OpenAsync(missing));
        }
    }

    [Fact]
    public async Task A_process_that_dies_before_a_write_leaves_nothing_and_after_it_everything()
    {
        var recorder = new DurableWriteRecorder { DieBefore = 1 };
        var store = await _stores.OpenAsync("s", new(Observer: recorder));
        await Assert.ThrowsAsync<ProcessDiedException>(() => store.Blobs.TryCreateJsonAsync(BlobArea.Audit, "run/000001.json", 1, Token));
        recorder.DieBefore = 2;
        await Assert.ThrowsAsync<ProcessDiedException>(() => store.Records.TryCreateAsync("p", "k", 1, Token));
        Assert.False(await store.Blobs.ExistsAsync(BlobArea.Audit, "run/000001.json", Token));
        Assert.Null(await store.Records.GetAsync("p", "k", Token));

        recorder.DieAfter = 1;
        await Assert.ThrowsAsync<ProcessDiedException>(() => store.Blobs.TryCreateJsonAsync(BlobArea.Audit, "run/000001.json", 1, Token));
        recorder.DieAfter = 2;
        await Assert.ThrowsAsync<ProcessDiedException>(() => store.Records.TryCreateAsync("p", "k", 1, Token));
        Assert.Equal(["blob create audit/run/000001.json", "record create p/k"], recorder.Done);
        Assert.True(await store.Blobs.ExistsAsync(BlobArea.Audit, "run/000001.json", Token));
        Assert.NotNull(await store.Records.GetAsync("p", "k", Token));
    }

    [Fact]
    public async Task The_observer_is_told_of_every_write_that_happened_and_of_no_other()
    {
        var recorder = new DurableWriteRecorder();
        var store = await _stores.OpenAsync("s", new(Observer: recorder));

        await store.Blobs.TryCreateJsonAsync(BlobArea.Snapshots, "a", 1, Token);
        await store.Blobs.TryCreateJsonAsync(BlobArea.Snapshots, "a", 2, Token);
        await store.Blobs.DeleteSnapshotAsync("a", Token);
        await store.Blobs.DeleteSnapshotAsync("a", Token);
        var etag = await store.Records.TryCreateAsync("p", "k", 1, Token);
        await store.Records.TryCreateAsync("p", "k", 1, Token);
        etag = await store.Records.TryReplaceAsync("p", "k", 2, etag!, Token);
        await store.Records.TryReplaceAsync("p", "k", 2, "old", Token);
        await store.Records.TryDeleteAsync("p", "k", "old", Token);
        await store.Records.TryDeleteAsync("p", "k", etag!, Token);

        Assert.Equal(
            ["blob create snapshots/a", "blob delete snapshots/a", "record create p/k", "record replace p/k", "record delete p/k"], recorder.Done);
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
