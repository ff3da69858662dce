namespace FunctionsMigrator.Core.Items;

/// <summary>The content of an item: small ones in memory, large ones opened when they are needed.</summary>
public sealed class ItemContent
{
    private readonly Func<CancellationToken, Task<Stream>> _open;

    private ItemContent(ReadOnlyMemory<byte>? inline, long length, Func<CancellationToken, Task<Stream>> open)
    {
        Inline = inline;
        Length = length;
        _open = open;
    }

    /// <summary>The bytes, when they are in memory.</summary>
    public ReadOnlyMemory<byte>? Inline { get; }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>Content in memory.</summary>
    public static ItemContent Of(ReadOnlyMemory<byte> bytes) => new(bytes, bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes.ToArray(), writable: false)));

    /// <summary>Content that is opened when it is needed, as often as it is needed.</summary>
    public static ItemContent Open(long length, Func<CancellationToken, Task<Stream>> open) => new(null, length, open);

    /// <summary>A stream over the bytes; the caller disposes it.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancellation) => _open(cancellation);

    /// <summary>All bytes at once; for items that are known to be small.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellation)
    {
        if (Inline is { } bytes)
        {
            return bytes;
        }

        await using var stream = await _open(cancellation);
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellation);
        return buffer.ToArray();
    }
}
