using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>
/// Reads the rows of a <c>COPY ... TO STDOUT (FORMAT binary)</c> whose columns are texts, as bytes of the server's encoding, which is asked to be UTF-8. A third of the work of reading rows one by
/// one, since nothing of a row becomes an object.
/// </summary>
internal sealed class PostgresCopyReader(Stream copy) : IAsyncDisposable
{
    // Eleven bytes that name the format, the flags, and the length of an extension that no server sends.
    private const int Header = 19;
    private const int Piece = 64 * 1024;

    private byte[] _buffer = new byte[Piece];
    private (int Start, int Length)[] _fields = [];
    private int _start;
    private int _end;
    private bool _begun;
    private bool _ended;

    /// <summary>Goes to the next row, as far as it has arrived.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryMove()
    {
        if (!_begun)
        {
            if (_end < Header)
            {
                return false;
            }

            (_begun, _start) = (true, Header);
        }

        var at = _start;
        if (_ended || at + sizeof(short) > _end)
        {
            return false;
        }

        var count = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(at));
        if (count < 0)
        {
            _ended = true;
            return false;
        }

        at += sizeof(short);
        if (_fields.Length != count)
        {
            _fields = new (int, int)[count];
        }

        for (var i = 0; i < count; i++)
        {
            if (at + sizeof(int) > _end)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(at));
            at += sizeof(int);
            _fields[i] = (at, length);
            at += Math.Max(length, 0);
            if (at > _end)
            {
                return false;
            }
        }

        _start = at;
        return true;
    }

    /// <summary>Goes to the next row; false behind the last one.</summary>
    public async ValueTask<bool> MoveAsync(CancellationToken cancellation)
    {
        while (!TryMove())
        {
            if (_ended)
            {
                return false;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = await copy.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                throw new EndOfStreamException("The server ended a copy in the middle of a row.");
            }

            _end += read;
        }

        return true;
    }

    /// <summary>Whether a field is NULL.</summary>
    public bool IsNull(int field) => _fields[field].Length < 0;

    /// <summary>A field that is not NULL. Valid until the next move.</summary>
    public ReadOnlySpan<byte> Bytes(int field) => _buffer.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>Ends the copy, also before its end.</summary>
    public ValueTask DisposeAsync() => copy.DisposeAsync();
}
