using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Tests.Stores;

public sealed class LocalBlobFailureTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fm-blobs-").FullName;
    private int _number;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(true, "STO002")]
    [InlineData(false, "STO001")]
    public async Task A_full_or_failing_disk_is_a_finding_and_leaves_nothing(bool full, string code)
    {
        var error = full ? OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28 : 5;
        var blobs = Store(_ => new FailingStream(error));

        var failure = await Assert.ThrowsAsync<StoreException>(
            () => blobs.TryCreateAsync(BlobArea.Plans, "a", (stream, token) => stream.WriteAsync(new byte[10], token).AsTask(), Token));

        Assert.Equal(code, failure.Finding.Code);
        Assert.Contains("plans", failure.Finding.Message, StringComparison.Ordinal);
        Assert.False(await blobs.ExistsAsync(BlobArea.Plans, "a", Token));
    }

    [Fact]
    public async Task A_disk_that_is_really_full_is_a_finding()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        var blobs = Store(_ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write));

        var failure = await Assert.ThrowsAsync<StoreException>(
            () => blobs.TryCreateAsync(BlobArea.Plans, "a", (stream, token) => stream.WriteAsync(new byte[100_000], token).AsTask(), Token));

        Assert.Equal("STO002", failure.Finding.Code);
    }

    [Fact]
    public async Task A_failure_of_the_callers_own_source_stays_what_it_is()
    {
        var blobs = Store(null);

        await Assert.ThrowsAsync<EndOfStreamException>(
            () => blobs.TryCreateAsync(BlobArea.Plans, "a", (_, _) => throw new EndOfStreamException("the source"), Token));

        Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Files_that_are_no_blobs_are_not_listed()
    {
        var blobs = Store(null);
        await blobs.TryCreateJsonAsync(BlobArea.Plans, "a/b", 1, Token);
        await File.WriteAllTextAsync(Path.Combine(_root, "plans", "Thumbs.db"), "", Token);
        await File.WriteAllTextAsync(Path.Combine(_root, "plans", ".DS_Store"), "", Token);
        await File.WriteAllTextAsync(Path.Combine(_root, "plans", "~~" + new string('0', 64) + "+name"), "orphan", Token);
        Directory.CreateDirectory(Path.Combine(_root, "plans", "New folder"));

        Assert.Equal(["a/b"], await blobs.ListAsync(BlobArea.Plans, "", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_blob_is_a_read_only_file_that_people_find_by_its_name()
    {
        var blobs = Store(null);
        await blobs.TryCreateJsonAsync(BlobArea.Audit, "production-20261123-093015-1a2b3c4/000001.json", 1, Token);

        var path = Path.Combine(_root, "audit", "production-20261123-093015-1a2b3c4+", "000001.json");
        Assert.Equal("1", await File.ReadAllTextAsync(path, Token));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(path));
        }
    }

    private LocalBlobStore Store(Func<string, Stream>? create) =>
        new(_root, () => Path.Combine(_root, $"tmp-{++_number}"), DurableWriteObserver.None, create);

    private sealed class FailingStream(int error) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("the disk", error);
    }
}
