namespace FunctionsMigrator.Core.Applying.Journal;

/// <summary>Contents one behind the other in one stream of temporary space; each can be read beside the others.</summary>
internal sealed class SharedSpace(Stream space) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Adds what the stream still holds. Answers where it lies.</summary>
    public async Task<(long Start, long Length)> AddAsync(Stream content, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var start = space.Length;
            space.Position = start;
            await content.CopyToAsync(space, cancellation);
            return (start, space.Length - start);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A stream over what <see cref="AddAsync"/> added.</summary>
    public Stream Part(long start, long length) => new PartStream(this, start, length);

    public async ValueTask DisposeAsync()
    {
        _turn.Dispose();
        await space.DisposeAsync();
    }

    private int Read(long position, Span<byte> buffer)
    {
        _turn.Wait();
        try
        {
            space.Position = position;
            return space.Read(buffer);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            space.Position = position;
            return await space.ReadAsync(buffer, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class PartStream(SharedSpace owner, long start, long length) : Stream
    {
        private long _done;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _done;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await owner.ReadAsync(start + _done, buffer[..(int)Math.Min(buffer.Length, length - _done)], cancellationToken);
            _done += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = owner.Read(start + _done, buffer.AsSpan(offset, (int)Math.Min(count, length - _done)));
            _done += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
