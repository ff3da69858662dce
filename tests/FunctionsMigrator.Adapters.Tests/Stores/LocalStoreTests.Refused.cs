using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Stores;

/// <summary>Stores that cannot be opened, read or written.</summary>
public sealed partial class LocalStoreTests
{
    [Theory]
    [InlineData("store.json", "", "STO003")]
    [InlineData("store.json", "{\"format\":1", "STO003")]
    [InlineData("store.json", "{\"format\":1,\"id\":\"\"}", "STO003")]
    [InlineData("store.json", "{\"format\":0,\"id\":\"x\"}", "STO003")]
    [InlineData("store.json", "{\"format\":2,\"id\":\"x\"}", "STO004")]
    [InlineData("keys/sensitive.key", "AAAA", "STO003")]
    [InlineData("keys/snapshots.key", null, "STO003")]
    [InlineData("records.db", null, "STO003")]
    [InlineData("records.db", "", "STO003")]
    [InlineData("records.db", "this is no database, but long enough to look at; this is no database, but long enough to look at", "STO003")]
    public async Task A_store_with_a_damaged_missing_or_newer_file_is_refused_with_its_path(string file, string? content, string code)
    {
        var store = await _stores.OpenAsync("s");
        await store.Records.TryCreateAsync("p", "k", 1, Token);
        await store.DisposeAsync();
        var path = Path.Combine(store.Folder, file.Replace('/', Path.DirectorySeparatorChar));
        File.Delete(path);
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content, Token);
        }

        var again = await LocalStore.OpenAsync(store.Folder, new(), Token);

        Assert.False(again.Succeeded);
        Assert.Equal(code, Assert.Single(again.Findings).Code);
        Assert.Contains(path, again.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_which_something_else_lives_is_refused_and_left_as_it_is()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_stores.Root, "home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "letter.txt"), "dear", Token);

        var opened = await LocalStore.OpenAsync(folder, new(), Token);

        Assert.Equal("STO008", Assert.Single(opened.Findings).Code);
        Assert.Contains("letter.txt", opened.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(folder, "letter.txt")], Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_finding()
    {
        var file = Path.Combine(_stores.Root, "file");
        await File.WriteAllTextAsync(file, "x", Token);

        var opened = await LocalStore.OpenAsync(Path.Combine(file, "store"), new(), Token);

        Assert.Equal("STO001", Assert.Single(opened.Findings).Code);
        Assert.Contains(Path.Combine(file, "store"), opened.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_a_finding()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Rights do not bind this user.");
        var store = await _stores.OpenAsync("s");
        await store.DisposeAsync();
        var tmp = Path.Combine(store.Folder, "tmp");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tmp, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var opened = await LocalStore.OpenAsync(store.Folder, new(), Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tmp, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Equal("STO001", Assert.Single(opened.Findings).Code);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        var store = await _stores.OpenAsync("s");
        await store.DisposeAsync();
        var path = Path.Combine(store.Folder, "records.db");
        Execute(path, "INSERT INTO schema_version (version, applied_at) VALUES (99, '2027-01-01')");

        var opened = await LocalStore.OpenAsync(store.Folder, new(), Token);

        Assert.Equal("STO004", Assert.Single(opened.Findings).Code);
        Assert.Contains("schema version 99", opened.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_a_damaged_page_is_a_finding_not_a_wrong_answer()
    {
        var store = await _stores.OpenAsync("s");
        for (var i = 0; i < 40; i++)
        {
            await store.Records.TryCreateAsync("p", $"{i}", new string('x', 2_000), Token);
        }

        await store.DisposeAsync();
        var path = Path.Combine(store.Folder, "records.db");
        Execute(path, "PRAGMA wal_checkpoint(TRUNCATE)");
        var bytes = await File.ReadAllBytesAsync(path, Token);
        Array.Fill(bytes, (byte)0xA5, 4096, bytes.Length - 4096);
        await File.WriteAllBytesAsync(path, bytes, Token);

        var opened = await LocalStore.OpenAsync(store.Folder, new(), Token);

        Assert.Equal("STO003", Assert.Single(opened.Findings).Code);
    }

    [Fact]
    public async Task A_full_record_file_is_a_finding_and_keeps_what_it_had()
    {
        var store = await _stores.OpenAsync("s", new(Records: new(MaxPages: 20)));
        var written = 0;

        var failure = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            for (; ; written++)
            {
                await store.Records.TryCreateAsync("p", $"{written}", new string('x', 9_000), Token);
            }
        });

        Assert.Equal("STO002", failure.Finding.Code);
        Assert.InRange(written, 2, 10);
        Assert.Equal(written, await store.Records.ListAsync("p", "", Token).CountAsync(Token));
    }

    [Fact]
    public async Task A_record_file_that_another_process_keeps_locked_is_busy_after_the_stated_time()
    {
        var store = await _stores.OpenAsync("s", new(Records: new(BusySeconds: 1)));
        await store.Records.TryCreateAsync("p", "k", 1, Token);
        using var other = new SqliteConnection($"Data Source={Path.Combine(store.Folder, "records.db")};Pooling=False");
        other.Open();
        using var transaction = other.BeginTransaction(deferred: false);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.Records.TryCreateAsync("p", "l", 1, Token));

        Assert.Equal("STO005", failure.Finding.Code);
        Assert.Equal(1, (await store.Records.GetAsync("p", "k", Token))?.Read<int>());
        transaction.Rollback();
        Assert.NotNull(await store.Records.TryCreateAsync("p", "l", 1, Token));
    }
}
