using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>
/// Who owns the container, who may write, and whether somebody is writing now: <c>.fm-target.json</c>. Every change of it is conditional on its ETag, so a writer that finds it
/// changed has been overtaken.
/// </summary>
internal sealed class BlobMarker(BlobContainerClient container, TargetAddress address)
{
    private const int Format = 1;
    private static readonly BlobHttpHeaders Json = new() { ContentType = "application/json" };

    /// <summary>The marker as it is now; null when nobody has written yet.</summary>
    public async Task<State?> ReadAsync(CancellationToken cancellation)
    {
        Response<BlobDownloadResult> answer;
        try
        {
            answer = await container.GetBlobClient(BlobLayout.Marker).DownloadContentAsync(cancellation);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound || exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return null;
        }

        var file = Parse(answer.Value.Content);
        var age = answer.GetRawResponse().Headers.Date - answer.Value.Details.LastModified;
        return new State(new TargetMarker(file.Store, file.Claim, file.Run), file.Writing, answer.Value.Details.ETag, age is { } past && past > TimeSpan.Zero ? past : TimeSpan.Zero);
    }

    /// <summary>Replaces the marker if it is still the former one, or makes it. Answers its ETag; null when somebody else was first.</summary>
    /// <param name="marker">Owner, claim and run.</param>
    /// <param name="writing">For how long its holder may write from now on; null: it does not write.</param>
    /// <param name="former">The ETag of the marker that is replaced; null: there is none.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public async Task<ETag?> TryWriteAsync(TargetMarker marker, TimeSpan? writing, ETag? former, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new MarkerFile(Format, marker.Store, marker.Claim, marker.Run, writing is { } time ? (int)time.TotalSeconds : null, Guid.NewGuid().ToString("N")), FmJson.Indented);
        var conditions = former is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            var answer = await container.GetBlobClient(BlobLayout.Marker).UploadAsync(BinaryData.FromBytes(bytes), new BlobUploadOptions { Conditions = conditions, HttpHeaders = Json }, cancellation);
            return answer.Value.ETag;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ConditionNotMet || exception.ErrorCode == BlobErrorCode.BlobAlreadyExists || exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            // A try whose answer was lost may have been ours.
            var now = await container.GetBlobClient(BlobLayout.Marker).DownloadContentAsync(cancellation);
            return now.Value.Content.ToMemory().Span.SequenceEqual(bytes) ? now.Value.Details.ETag : null;
        }
    }

    private MarkerFile Parse(BinaryData content)
    {
        MarkerFile file;
        try
        {
            file = JsonSerializer.Deserialize<MarkerFile>(content.ToMemory().Span, FmJson.Indented) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new TargetException(
                TargetCodes.Damaged.Finding($"{BlobLayout.Marker} in container {container.Name} cannot be read: {exception.Message}", target: address.ToString()), exception);
        }

        return file.Format > Format
            ? throw new TargetException(TargetCodes.Newer.Finding($"{BlobLayout.Marker} in container {container.Name} has format {file.Format}; this program knows {Format}.", target: address.ToString()))
            : file;
    }

    /// <summary>The marker, what a change of it is conditional on, and for how long it stands by the service's own clock.</summary>
    public sealed record State(TargetMarker Marker, int? WritingSeconds, ETag ETag, TimeSpan Age);

    private sealed record MarkerFile(int Format, string Store, long Claim, string? Run = null, int? Writing = null, string? Nonce = null);
}
