using System.Collections.Concurrent;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Applying.Journal;

/// <summary>A journal for a rehearsal: it lives as long as the rehearsal and keeps before-images in temporary space, not in memory.</summary>
public sealed class MemoryJournal(ISpillSpace space) : IWriteJournal, IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, IReadOnlyList<Intent>> _intents = [];
    private readonly ConcurrentDictionary<(int Batch, Direction Direction), IReadOnlyList<Receipt>> _receipts = [];
    private readonly Dictionary<int, Images> _images = [];
    private readonly SharedSpace _space = new(space.Create());
    private readonly ConcurrentDictionary<int, IReadOnlyList<string?>> _formers = [];
    private CaptureResult? _capture;
    private IReadOnlyList<Finding>? _verdict;

    /// <inheritdoc/>
    public async Task SaveBeforeImagesAsync(int batch, IAsyncEnumerable<BeforeImage> images, CancellationToken cancellation)
    {
        if (_images.ContainsKey(batch))
        {
            return;
        }

        // Small contents lie together, so that a batch of them is one write and one read.
        var kept = new List<(string Change, long? Start, long Length)>();
        using var small = new MemoryStream();
        await foreach (var image in images.WithCancellation(cancellation))
        {
            if (image.Content is { Length: > BeforeImage.InlineBytes } large)
            {
                await using var bytes = await large.OpenAsync(cancellation);
                var (start, length) = await _space.AddAsync(bytes, cancellation);
                kept.Add((image.Change, start, length));
            }
            else
            {
                var bytes = image.Content is { } content ? await content.ReadAsync(cancellation) : null as ReadOnlyMemory<byte>?;
                small.Write(bytes.GetValueOrDefault().Span);
                kept.Add((image.Change, null, bytes?.Length ?? -1));
            }
        }

        small.Position = 0;
        _images[batch] = new Images(kept, await _space.AddAsync(small, cancellation));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BeforeImage>?> ReadBeforeImagesAsync(int batch, CancellationToken cancellation)
    {
        if (!_images.TryGetValue(batch, out var images))
        {
            return null;
        }

        var small = new byte[images.Small.Length];
        await using (var stream = _space.Part(images.Small.Start, images.Small.Length))
        {
            await stream.ReadExactlyAsync(small, cancellation);
        }

        var at = 0;
        return images.Kept.ConvertAll(image =>
        {
            if (image.Start is { } start)
            {
                return new BeforeImage(image.Change, ItemContent.Open(image.Length, _ => Task.FromResult(_space.Part(start, image.Length))));
            }

            var content = image.Length < 0 ? null : ItemContent.Of(small.AsMemory(at, (int)image.Length));
            at += (int)Math.Max(image.Length, 0);
            return new BeforeImage(image.Change, content);
        });
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
    public Task SaveVerdictAsync(IReadOnlyList<Finding> verdict, CancellationToken cancellation)
    {
        _verdict ??= verdict;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Finding>?> ReadVerdictAsync(CancellationToken cancellation) => Task.FromResult(_verdict);

    /// <inheritdoc/>
    public Task<bool> TryIntendAsync(int batch, IReadOnlyList<Intent> intents, CancellationToken cancellation) => Task.FromResult(_intents.TryAdd(batch, intents));

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> ReadBatchesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<int>>([.. _intents.Keys.Order()]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Intent>> ReadIntentsAsync(int batch, CancellationToken cancellation) => Task.FromResult(_intents[batch]);

    /// <inheritdoc/>
    public Task SaveFormersAsync(int line, IReadOnlyList<string?> formers, CancellationToken cancellation)
    {
        _formers.TryAdd(line, formers);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>?> ReadFormersAsync(int line, CancellationToken cancellation) => Task.FromResult(_formers.GetValueOrDefault(line));

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

    /// <param name="Kept">The images in their order: a content that lies apart has a start; a small one has none, and less than no length where there was no item.</param>
    /// <param name="Small">Where the small contents lie, one behind the other.</param>
    private sealed record Images(List<(string Change, long? Start, long Length)> Kept, (long Start, long Length) Small);
}
