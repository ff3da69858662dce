using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>
/// The receipts of one run: a blob per batch, <c>.fm-receipts/RUN/...</c>, one JSON object a line. They are written after what they prove, so a crash between the two loses the
/// receipt and never invents one. In memory stands only which blob holds which receipt.
/// </summary>
internal sealed class BlobReceipts(BlobContainerClient container, string run, TargetAddress address)
{
    private readonly Dictionary<UInt128, int> _blobs = [];
    private readonly List<string> _names = [];
    private (string Name, Dictionary<UInt128, WriteResult> Results)? _last;

    /// <summary>The run.</summary>
    public string Run { get; } = run;

    /// <summary>Reads which receipts there are.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = BlobLayout.ReceiptsOf(Run) }, cancellation))
        {
            Index(blob.Name, (await ReadAsync(blob.Name, cancellation)).Keys);
        }
    }

    /// <summary>The receipt of a write, when there is one.</summary>
    public async Task<WriteResult?> FindAsync(ItemWrite write, CancellationToken cancellation)
    {
        var name = ReceiptLine.NameOf(write.ChangeId, write.Pre, write.Post);
        if (!_blobs.TryGetValue(name, out var at))
        {
            return null;
        }

        if (_last?.Name != _names[at])
        {
            _last = (_names[at], await ReadAsync(_names[at], cancellation));
        }

        return _last!.Value.Results[name];
    }

    /// <summary>Writes the receipts of a batch.</summary>
    public async Task AppendAsync(Claim claim, IReadOnlyList<ReceiptLine> receipts, CancellationToken cancellation)
    {
        var text = string.Concat(receipts.Select(receipt => Encoding.UTF8.GetString(receipt.ToBytes()) + "\n"));
        var name = string.Create(CultureInfo.InvariantCulture, $"{BlobLayout.ReceiptsOf(Run)}{claim.Number:D19}-{Guid.NewGuid():N}.jsonl");
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true, cancellation);
        Index(name, receipts.Select(receipt => receipt.Name));
    }

    private void Index(string name, IEnumerable<UInt128> receipts)
    {
        _names.Add(name);
        foreach (var receipt in receipts)
        {
            _blobs[receipt] = _names.Count - 1;
        }
    }

    private async Task<Dictionary<UInt128, WriteResult>> ReadAsync(string name, CancellationToken cancellation)
    {
        var content = await container.GetBlobClient(name).DownloadContentAsync(cancellation);
        try
        {
            var results = new Dictionary<UInt128, WriteResult>();
            foreach (var line in content.Value.Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var receipt = ReceiptLine.Parse(Encoding.UTF8.GetBytes(line));
                results[receipt.Name] = receipt.Result;
            }

            return results;
        }
        catch (JsonException exception)
        {
            throw new TargetException(
                TargetCodes.Damaged.Finding($"{name} in container {container.Name} holds a line that is no receipt: {exception.Message}", target: address.ToString()), exception);
        }
    }
}
