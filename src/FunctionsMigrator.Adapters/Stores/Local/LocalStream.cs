using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>A file of the store whose failures are <see cref="StoreException"/>, so that a caller tells them from failures of its own streams.</summary>
internal sealed class LocalStream(Stream inner, string what) : Stream
{
    /// <summary>Brings everything written to the medium.</summary>
    public void Sync() => Guarded(() =>
    {
        if (inner is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            inner.Flush();
        }

        return 0;
    });

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => Guarded(() => inner.Position = value);
    }

    public override int Read(byte[] buffer, int offset, int count) => Guarded(() => inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    // A file is read and written where the caller is: no system reads files without a thread that waits, and handing each piece over to another thread costs more than the piece.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return inner is FileStream ? ValueTask.FromResult(Read(buffer.Span)) : ReadElsewhereAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (inner is FileStream)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        return WriteElsewhereAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Guarded(() => inner.Seek(offset, origin));

    public override void SetLength(long value) => Guarded(() =>
    {
        inner.SetLength(value);
        return 0;
    });

    public override void Flush() => Guarded(() =>
    {
        inner.Flush();
        return 0;
    });

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await inner.FlushAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    private async ValueTask<int> ReadElsewhereAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellation);
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    private async ValueTask WriteElsewhereAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellation);
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Guarded(() =>
            {
                inner.Dispose();
                return 0;
            });
        }

        base.Dispose(disposing);
    }

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (IOException exception)
        {
            throw Failed(exception);
        }
    }

    private StoreException Failed(IOException exception) => LocalFailure.From(exception, what);
}
