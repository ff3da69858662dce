using System.Security.Cryptography;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Testing.Stores;

namespace FunctionsMigrator.Core.Tests.Applying;

/// <summary>Before-images of large items pass through: whoever keeps them holds a piece, never a document.</summary>
public sealed class BeforeImageStreamingTests
{
    private const int Megabyte = 1 << 20;
    private static readonly TargetAddress Target = new("production", "westeurope", "mail-store");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Journals => ["store", "rehearsal"];

    [Theory]
    [MemberData(nameof(Journals))]
    public async Task A_large_content_is_kept_and_read_back_piece_by_piece(string which)
    {
        var flow = new Flow();
        var space = new FlowSpace(flow);
        await using var rehearsal = new MemoryJournal(space);
        IWriteJournal journal = which == "store" ? Stored(new FlowBlobs(new InMemoryBlobStore(), flow)) : rehearsal;
        var large = ItemContent.Open(8 * Megabyte, _ => Task.FromResult<Stream>(new MadeStream(8 * Megabyte, flow)));

        await journal.SaveBeforeImagesAsync(7, new BeforeImage[] { new("000007", ItemContent.Of("small"u8.ToArray())), new("000008", large), new("000009", null) }.ToAsyncEnumerable(), Token);

        Assert.True(flow.Read >= 8 * Megabyte);
        Assert.InRange(flow.MostHeld, 1, Megabyte);
        var images = await journal.ReadBeforeImagesAsync(7, Token);
        Assert.Equal(["000007", "000008", "000009"], images!.Select(image => image.Change));
        Assert.Equal("small"u8.ToArray(), (await images![0].Content!.ReadAsync(Token)).ToArray());
        Assert.Null(images[2].Content);
        Assert.Null(images[1].Content!.Inline);
        Assert.Equal(8 * Megabyte, images[1].Content!.Length);
        for (var time = 0; time < 2; time++)
        {
            await using var again = await images[1].Content!.OpenAsync(Token);
            Assert.Equal(await Digest.OfAsync(new MadeStream(8 * Megabyte, new Flow()), Token), await Digest.OfAsync(again, Token));
        }
    }

    [Fact]
    public async Task Large_contents_of_one_rehearsal_are_read_beside_each_other()
    {
        await using var journal = new MemoryJournal(new InMemorySpillSpace());
        await journal.SaveBeforeImagesAsync(
            0, Enumerable.Range(0, 3).Select(i => new BeforeImage($"{i:D6}", ItemContent.Open(300_000 + i, _ => Task.FromResult<Stream>(new MadeStream(300_000 + i, new Flow()))))).ToAsyncEnumerable(), Token);

        var images = await journal.ReadBeforeImagesAsync(0, Token);
        var digests = await Task.WhenAll(images!.Select(async image =>
        {
            await using var content = await image.Content!.OpenAsync(Token);
            return await Digest.OfAsync(content, Token);
        }));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(await Digest.OfAsync(new MadeStream(300_000 + i, new Flow()), Token), digests[i]);
        }
    }

    [Fact]
    public async Task What_stands_stays_and_a_batch_never_stands_before_its_large_contents()
    {
        var blobs = new InMemoryBlobStore();
        var journal = Stored(blobs);
        var failing = ItemContent.Open(Megabyte, _ => Task.FromException<Stream>(new IOException("gone")));
        await Assert.ThrowsAsync<IOException>(() => journal.SaveBeforeImagesAsync(0, new[] { new BeforeImage("000000", failing) }.ToAsyncEnumerable(), Token));
        Assert.Null(await journal.ReadBeforeImagesAsync(0, Token));

        await journal.SaveBeforeImagesAsync(0, new[] { new BeforeImage("000000", ItemContent.Of("first"u8.ToArray())) }.ToAsyncEnumerable(), Token);
        await journal.SaveBeforeImagesAsync(0, new[] { new BeforeImage("000000", ItemContent.Of("second"u8.ToArray())) }.ToAsyncEnumerable(), Token);

        Assert.Equal("first"u8.ToArray(), (await Assert.Single((await journal.ReadBeforeImagesAsync(0, Token))!).Content!.ReadAsync(Token)).ToArray());
    }

    private static BlobJournal Stored(IBlobStore blobs) =>
        new(blobs, new SnapshotCipher(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes), "production-20261123-093015-1a2b3c4", Target, Digest.Of("plan"));

    /// <summary>How much was read and not yet written.</summary>
    private sealed class Flow
    {
        public long Read { get; set; }

        public long Written { get; set; }

        public long MostHeld { get; set; }

        public void Note() => MostHeld = Math.Max(MostHeld, Read - Written);
    }

    private sealed class MadeStream(long length, Flow flow) : MemoryStream
    {
        private long _made;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(Math.Min(buffer.Length, 50_000), length - _made);
            for (var i = 0; i < count; i++)
            {
                buffer.Span[i] = (byte)((_made + i) * 7 >> 3);
            }

            _made += count;
            flow.Read += count;
            flow.Note();
            return ValueTask.FromResult(count);
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => CopyAsync(destination, cancellationToken);

        private async Task CopyAsync(Stream destination, CancellationToken cancellation)
        {
            var buffer = new byte[50_000];
            for (int count; (count = await ReadAsync(buffer, cancellation)) > 0;)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
        }
    }

    private sealed class CountingStream(Stream inner, Flow flow) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            flow.Written += buffer.Length;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count);
            flow.Written += count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);
    }

    private sealed class FlowSpace(Flow flow) : ISpillSpace
    {
        public Stream Create() => new CountingStream(new InMemorySpillSpace().Create(), flow);
    }

    private sealed class FlowBlobs(IBlobStore inner, Flow flow) : IBlobStore
    {
        public Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation) =>
            inner.TryCreateAsync(area, name, (stream, token) => write(new CountingStream(stream, flow), token), cancellation);

        public Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation) => inner.OpenAsync(area, name, cancellation);

        public Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation) => inner.ExistsAsync(area, name, cancellation);

        public IAsyncEnumerable<string> ListAsync(BlobArea area, string prefix, CancellationToken cancellation) => inner.ListAsync(area, prefix, cancellation);

        public Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation) => inner.DeleteSnapshotAsync(name, cancellation);
    }
}
