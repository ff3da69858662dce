using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>Who owns the folder and who may write: <c>.fm-target.json</c>.</summary>
internal sealed class FilesMarker(FilesFolder folder)
{
    private const int Format = 1;

    public async Task<TargetMarker?> ReadAsync(CancellationToken cancellation)
    {
        if (await folder.ReadAsync(FilesLayout.Marker, cancellation) is not { } bytes)
        {
            return null;
        }

        MarkerFile marker;
        try
        {
            marker = JsonSerializer.Deserialize<MarkerFile>(bytes, FmJson.Indented) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw folder.Failed(
                TargetCodes.Damaged.Finding($"{folder.PathOf(FilesLayout.Marker)} cannot be read: {exception.Message}"), exception);
        }

        return marker.Format > Format
            ? throw folder.Failed(TargetCodes.Newer.Finding($"{folder.PathOf(FilesLayout.Marker)} has format {marker.Format}; this program knows {Format}."))
            : new TargetMarker(marker.Store, marker.Claim, marker.Run);
    }

    /// <summary>Only under the lock.</summary>
    public Task WriteAsync(TargetMarker marker, CancellationToken cancellation) => folder.ReplaceAsync(
        FilesLayout.Marker,
        (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(new MarkerFile(Format, marker.Store, marker.Claim, marker.Run), FmJson.Indented), (byte)'\n'],
        cancellation);

    private sealed record MarkerFile(int Format, string Store, long Claim, string? Run = null);
}
