using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>Reads a blob part by part, one in memory at a time.</summary>
/// <param name="parts">How many parts come before the tail.</param>
/// <param name="tail">The last bytes.</param>
/// <param name="what">The blob, for messages.</param>
/// <param name="fetch">Answers a part by its number, from 0; null when it is gone.</param>
internal sealed class PostgresPartsReader(int parts, byte[] tail, string what, Func<int, CancellationToken, Task<byte[]?>> fetch) : Stream
{
    private ReadOnlyMemory<byte> _current;
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_current.IsEmpty && _next <= parts)
        {
            _current = _next == parts
                ? tail
                : await fetch(_next, cancellationToken) ?? throw new StoreException(StoreCodes.Corrupt.Finding($"{what} lacks its part {_next + 1} of {parts}."));
            _next++;
        }

        var count = Math.Min(buffer.Length, _current.Length);
        _current[..count].CopyTo(buffer);
        _current = _current[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
