using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace FunctionsMigrator.Adapters.Stores.Azure;

/// <summary>Takes a content of any length and stages it in blocks. Nobody sees anything of it before it is committed; what is not committed the service forgets.</summary>
internal sealed class BlockStream(BlockBlobClient blob, string place) : Stream
{
    private const int BlockBytes = 4 << 20;

    private readonly List<string> _blocks = [];
    private byte[] _buffer = new byte[1 << 16];
    private int _count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes what was written the blob, in one request.</summary>
    public async Task CommitAsync(BlobRequestConditions conditions, IDictionary<string, string> metadata, CancellationToken cancellation)
    {
        if (_blocks.Count == 0)
        {
            using var content = new MemoryStream(_buffer, 0, _count, writable: false);
            await blob.UploadAsync(content, new BlobUploadOptions { Conditions = conditions, Metadata = metadata }, cancellation);
            return;
        }

        await StageAsync(cancellation);
        await blob.CommitBlockListAsync(_blocks, new CommitBlockListOptions { Conditions = conditions, Metadata = metadata }, cancellation);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        while (!bytes.IsEmpty)
        {
            if (_count == BlockBytes)
            {
                await StageAsync(cancellation);
            }

            if (_count == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Min(BlockBytes, _buffer.Length * 4));
            }

            var part = Math.Min(bytes.Length, _buffer.Length - _count);
            bytes[..part].CopyTo(_buffer.AsMemory(_count));
            _count += part;
            bytes = bytes[part..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task StageAsync(CancellationToken cancellation)
    {
        if (_count == 0)
        {
            return;
        }

        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        using var block = new MemoryStream(_buffer, 0, _count, writable: false);
        await AzureStoreFailures.RunAsync(place, () => blob.StageBlockAsync(id, block, cancellationToken: cancellation), cancellation);
        _blocks.Add(id);
        _count = 0;
    }
}
