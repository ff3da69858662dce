using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Core.Applying.Journal;

/// <summary>
/// The journal of a run in its store. Names are <c>journal/RUN/ADDRESS/PLAN/...</c>: another plan for the same target has another journal. Every blob is created once,
/// so there is one intent and one receipt per change, whoever comes second. Before-images are encrypted and lie in the area of snapshots: a blob for each batch, and beside it
/// one for each large content, which stands before its batch does.
/// </summary>
/// <param name="blobs">The store's blobs.</param>
/// <param name="cipher">Encrypts the before-images.</param>
/// <param name="run">The run.</param>
/// <param name="address">The target.</param>
/// <param name="plan">Digest of the target's plan.</param>
/// <param name="stored">Told of receipts that stand now and did not before: once for each batch and direction, whoever writes them.</param>
public sealed class BlobJournal(
    IBlobStore blobs, SnapshotCipher cipher, string run, TargetAddress address, Digest plan, Action<Direction, IReadOnlyList<Receipt>>? stored = null) : IWriteJournal
{
    private string Root => $"journal/{run}/{address}/{plan.Short}";

    /// <inheritdoc/>
    public Task SaveBeforeImagesAsync(int batch, IAsyncEnumerable<BeforeImage> images, CancellationToken cancellation) =>
        blobs.TryCreateAsync(
            BlobArea.Snapshots,
            $"{Root}/{Name(batch)}",
            (stream, token) => cipher.WriteAsync(stream, run, address, LinesAsync(batch, images, token), token),
            cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BeforeImage>?> ReadBeforeImagesAsync(int batch, CancellationToken cancellation)
    {
        var stream = await blobs.OpenAsync(BlobArea.Snapshots, $"{Root}/{Name(batch)}", cancellation);
        if (stream is null)
        {
            return null;
        }

        await using (stream)
        {
            return await cipher.ReadAsync<ImageLine>(stream, run, address, cancellation).Select(line => Of(batch, line)).ToListAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public Task SaveCaptureAsync(CaptureResult capture, CancellationToken cancellation) =>
        blobs.TryCreateJsonAsync(BlobArea.Plans, $"{Root}/capture", capture, cancellation);

    /// <inheritdoc/>
    public Task<CaptureResult?> ReadCaptureAsync(CancellationToken cancellation) =>
        blobs.ReadJsonAsync<CaptureResult>(BlobArea.Plans, $"{Root}/capture", cancellation);

    /// <inheritdoc/>
    public Task SaveVerdictAsync(IReadOnlyList<Finding> verdict, CancellationToken cancellation) =>
        blobs.TryCreateJsonAsync(BlobArea.Plans, $"{Root}/verdict", verdict, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Finding>?> ReadVerdictAsync(CancellationToken cancellation) =>
        blobs.ReadJsonAsync<IReadOnlyList<Finding>>(BlobArea.Plans, $"{Root}/verdict", cancellation);

    /// <inheritdoc/>
    public Task<bool> TryIntendAsync(int batch, IReadOnlyList<Intent> intents, CancellationToken cancellation) =>
        blobs.TryCreateLinesAsync(BlobArea.Plans, $"{Root}/intents/{Name(batch)}", intents.ToAsyncEnumerable(), cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> ReadBatchesAsync(CancellationToken cancellation)
    {
        var prefix = $"{Root}/intents/";
        var batches = new List<int>();
        await foreach (var name in blobs.ListAsync(BlobArea.Plans, prefix, cancellation))
        {
            batches.Add(int.Parse(name[prefix.Length..], CultureInfo.InvariantCulture));
        }

        return batches;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Intent>> ReadIntentsAsync(int batch, CancellationToken cancellation) =>
        await blobs.ReadLinesAsync<Intent>(BlobArea.Plans, $"{Root}/intents/{Name(batch)}", cancellation).ToListAsync(cancellation);

    /// <inheritdoc/>
    public Task SaveFormersAsync(int line, IReadOnlyList<string?> formers, CancellationToken cancellation) =>
        blobs.TryCreateAsync(
            BlobArea.Snapshots,
            Former(line),
            (stream, token) => cipher.WriteAsync(stream, run, address, formers.Select(text => new FormerText(text)).ToAsyncEnumerable(), token),
            cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string?>?> ReadFormersAsync(int line, CancellationToken cancellation)
    {
        var stream = await blobs.OpenAsync(BlobArea.Snapshots, Former(line), cancellation);
        if (stream is null)
        {
            return null;
        }

        await using (stream)
        {
            return await cipher.ReadAsync<FormerText>(stream, run, address, cancellation).Select(former => former.Text).ToListAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task SaveReceiptsAsync(int batch, Direction direction, IReadOnlyList<Receipt> receipts, CancellationToken cancellation)
    {
        if (await blobs.TryCreateLinesAsync(BlobArea.Plans, Receipts(batch, direction), receipts.ToAsyncEnumerable(), cancellation))
        {
            stored?.Invoke(direction, receipts);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Receipt>?> ReadReceiptsAsync(int batch, Direction direction, CancellationToken cancellation) =>
        await blobs.ExistsAsync(BlobArea.Plans, Receipts(batch, direction), cancellation)
            ? await blobs.ReadLinesAsync<Receipt>(BlobArea.Plans, Receipts(batch, direction), cancellation).ToListAsync(cancellation)
            : null;

    /// <inheritdoc/>
    public async Task<int> CountReceiptsAsync(Direction direction, CancellationToken cancellation) =>
        await blobs.ListAsync(BlobArea.Plans, Receipts(direction), cancellation).CountAsync(cancellation);

    private async IAsyncEnumerable<ImageLine> LinesAsync(int batch, IAsyncEnumerable<BeforeImage> images, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var image in images.WithCancellation(cancellation))
        {
            if (image.Content is not { Length: > BeforeImage.InlineBytes } content)
            {
                yield return new ImageLine(image.Change, image.Content is null ? null : (await image.Content.ReadAsync(cancellation)).ToArray());
                continue;
            }

            await blobs.TryCreateAsync(
                BlobArea.Snapshots,
                Apart(batch, image.Change),
                async (stream, token) =>
                {
                    await using var bytes = await content.OpenAsync(token);
                    await cipher.WriteContentAsync(stream, run, address, image.Change, bytes, token);
                },
                cancellation);
            yield return new ImageLine(image.Change, null, content.Length);
        }
    }

    private BeforeImage Of(int batch, ImageLine line) => new(
        line.Change,
        line.Apart is { } length ? ItemContent.Open(length, token => OpenApartAsync(batch, line.Change, token))
        : line.Content is { } bytes ? ItemContent.Of(bytes)
        : null);

    private async Task<Stream> OpenApartAsync(int batch, string change, CancellationToken cancellation) =>
        await cipher.OpenContentAsync(
            await blobs.OpenAsync(BlobArea.Snapshots, Apart(batch, change), cancellation)
                ?? throw new StoreException(StoreCodes.SnapshotDamaged.Finding($"The before-image of change {change} of {address} in run {run} is gone.", target: address.ToString())),
            run, address, change, cancellation);

    private string Apart(int batch, string change) => $"{Root}/{Name(batch)}/{change}";

    private static string Name(int batch) => batch.ToString("D9", CultureInfo.InvariantCulture);

    private string Former(int line) => $"{Root}/former/{Name(line)}";

    private string Receipts(int batch, Direction direction) => Receipts(direction) + Name(batch);

    private string Receipts(Direction direction) => $"{Root}/{(direction is Direction.Apply ? "applied" : "undone")}/";

    /// <param name="Change">Id of the change.</param>
    /// <param name="Content">A small content; null: there was no item, or it lies apart.</param>
    /// <param name="Apart">Bytes of a content that lies in a blob of its own.</param>
    private sealed record ImageLine(string Change, byte[]? Content, long? Apart = null);

    /// <summary>A line of what stood: a text, or nothing.</summary>
    private sealed record FormerText(string? Text);
}
