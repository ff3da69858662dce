using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// Goes through the lines of a ledger, and counts how many items each resource manages. A line is read only when somebody asks what it says: most lines of a large table are compared as they
/// are written and kept as they are. Lines that are not in order are a broken promise and throw.
/// </summary>
public sealed class LedgerCursor(IBlobStore blobs, string? blob, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly Dictionary<string, int> _managed = new(StringComparer.Ordinal);
    private LineReader? _lines;
    private LedgerEntry? _head;
    private string? _before;
    private string? _skippedIn;
    private byte[] _skippedKey = [];
    private int _skippedLength;
    private bool _opened;

    /// <summary>Lines so far by resource, those that hold a table's columns left out.</summary>
    public IReadOnlyDictionary<string, int> Managed => _managed;

    /// <summary>Whether there is a line.</summary>
    public bool HasLine { get; private set; }

    /// <summary>The line as it is written; empty behind the last one.</summary>
    public ReadOnlySpan<byte> Line => HasLine ? _lines!.Line : default;

    /// <summary>What the line says; null behind the last one.</summary>
    /// <exception cref="StoreException">It is no line of a ledger.</exception>
    public LedgerEntry? Head => HasLine ? _head ??= Read() : null;

    /// <summary>Goes to the next line.</summary>
    public async ValueTask MoveAsync()
    {
        if (!_opened)
        {
            _opened = true;
            var stream = blob is null ? null : await blobs.OpenAsync(BlobArea.Plans, blob, cancellation);
            _lines = stream is null ? null : new LineReader(stream);
        }

        _ = Head;
        _head = null;
        HasLine = _lines is not null && await _lines.MoveAsync(cancellation);
    }

    /// <summary>What the line says, and goes to the next one.</summary>
    public async ValueTask<LedgerEntry?> TakeAsync()
    {
        var taken = Head;
        await MoveAsync();
        return taken;
    }

    /// <summary>Goes behind a line that was compared as it is written, an item of this resource. False when the next line must be waited for, by <see cref="ReadOnAsync"/>.</summary>
    public bool TrySkip(ResourceSlice slice, ReadOnlySpan<byte> key)
    {
        if (_head is null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_managed, slice.Resource, out _)++;
        }

        _skippedIn = slice.Collection;
        if (_skippedKey.Length < key.Length)
        {
            _skippedKey = new byte[2 * key.Length];
        }

        key.CopyTo(_skippedKey);
        (_skippedLength, _head) = (key.Length, null);
        return HasLine = _lines!.TryMove();
    }

    /// <summary>Waits for the next line where <see cref="TrySkip"/> found none; false behind the last one.</summary>
    public async ValueTask<bool> ReadOnAsync() => HasLine = await _lines!.MoveAsync(cancellation);

    /// <summary>Key of a line: collection, then key.</summary>
    private static string KeyOf(ItemRef item) => string.Concat(item.Collection, "\0", item.Key);

    /// <summary>Closes the ledger.</summary>
    public ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    private LedgerEntry Read()
    {
        LedgerEntry entry;
        try
        {
            entry = JsonSerializer.Deserialize<LedgerEntry>(_lines!.Line, FmJson.Line) ?? throw new JsonException("A line holds null.");
        }
        catch (JsonException exception)
        {
            throw StoreExtensions.Corrupt(BlobArea.Plans, blob!, exception);
        }

        var key = KeyOf(entry.Item);
        if (_skippedIn is not null)
        {
            _before = KeyOf(new ItemRef(_skippedIn, Encoding.UTF8.GetString(_skippedKey, 0, _skippedLength)));
            _skippedIn = null;
        }

        if (_before is not null && Utf8Order.Compare(_before, key) > 0)
        {
            throw new InvalidOperationException($"ledger is not in order: '{key}' came behind '{_before}'.");
        }

        _before = key;
        _managed[entry.Resource] = _managed.GetValueOrDefault(entry.Resource) + (entry.Columns is null ? 1 : 0);
        return entry;
    }
}
