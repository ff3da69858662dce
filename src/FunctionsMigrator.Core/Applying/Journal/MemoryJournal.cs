using System.Text.Json;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Applying.Journal;

/// <summary>A journal for a rehearsal: it lives as long as the rehearsal and keeps before-images in temporary space, not in memory.</summary>
public sealed class MemoryJournal(ISpillSpace space) : IWriteJournal, IAsyncDisposable
{
    private readonly SortedDictionary<int, IReadOnlyList<Intent>> _intents = [];
    private readonly Dictionary<(int Batch, Direction Direction), IReadOnlyList<Receipt>> _receipts = [];
    private readonly Dictionary<int, (long Start, int Length)> _images = [];
    private readonly Stream _space = space.Create();
    private CaptureResult? _capture;

    /// <inheritdoc/>
    public async Task SaveBeforeImagesAsync(int batch, IReadOnlyList<BeforeImage> images, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(images, FmJson.Line);
        _space.Position = _space.Length;
        if (_images.TryAdd(batch, (_space.Position, bytes.Length)))
        {
            await _space.WriteAsync(bytes, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BeforeImage>?> ReadBeforeImagesAsync(int batch, CancellationToken cancellation)
    {
        if (!_images.TryGetValue(batch, out var span))
        {
            return null;
        }

        var bytes = new byte[span.Length];
        _space.Position = span.Start;
        await _space.ReadExactlyAsync(bytes, cancellation);
        return JsonSerializer.Deserialize<IReadOnlyList<BeforeImage>>(bytes, FmJson.Line);
    }

    /// <inheritdoc/>
    public Task SaveCaptureAsync(CaptureResult capture, CancellationToken cancellation)
    {
        _capture ??= capture;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<CaptureResult?> ReadCaptureAsync(CancellationToken cancellation) => Task.FromResult(_capture);

    /// <inheritdoc/>
    public Task<bool> TryIntendAsync(int batch, IReadOnlyList<Intent> intents, CancellationToken cancellation) => Task.FromResult(_intents.TryAdd(batch, intents));

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> ReadBatchesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<int>>([.. _intents.Keys]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Intent>> ReadIntentsAsync(int batch, CancellationToken cancellation) => Task.FromResult(_intents[batch]);

    /// <inheritdoc/>
    public Task SaveReceiptsAsync(int batch, Direction direction, IReadOnlyList<Receipt> receipts, CancellationToken cancellation)
    {
        _receipts.TryAdd((batch, direction), receipts);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Receipt>?> ReadReceiptsAsync(int batch, Direction direction, CancellationToken cancellation) =>
        Task.FromResult(_receipts.GetValueOrDefault((batch, direction)));

    /// <inheritdoc/>
    public Task<int> CountReceiptsAsync(Direction direction, CancellationToken cancellation) =>
        Task.FromResult(_receipts.Keys.Count(key => key.Direction == direction));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _space.DisposeAsync();
}
