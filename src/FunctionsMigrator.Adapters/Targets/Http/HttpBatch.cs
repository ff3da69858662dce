using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>What can be told of a batch without the service, so that the rehearsal tells it too.</summary>
internal static class HttpBatch
{
    /// <summary>The bodies of a batch, in its order; null for a delete.</summary>
    /// <exception cref="TargetException">A path, a size, or a member that the service sets itself.</exception>
    public static async Task<IReadOnlyList<ReadOnlyMemory<byte>?>> BodiesAsync(HttpPlace place, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        ConditionalWrite.Require(batch);
        var bodies = new List<ReadOnlyMemory<byte>?>(batch.Count);
        foreach (var write in batch)
        {
            _ = place.UriOf(write.Key);
            if (write.Content is not { } content)
            {
                bodies.Add(null);
                continue;
            }

            Require(place, TooLarge(write.Key, content));
            var body = await content.ReadAsync(cancellation);
            if (Digest.Of(body.Span) != write.Post)
            {
                throw new InvalidOperationException($"The content of change {write.ChangeId} does not have its post-checksum.");
            }

            Require(place, Ignored(place, write.Key, body));
            bodies.Add(body);
        }

        return bodies;
    }

    /// <summary>What keeps an item from being one of the service; null when nothing does.</summary>
    public static Finding? Check(HttpPlace place, DesiredItem item) =>
        place.Problem(item.Key) ?? TooLarge(item.Key, item.Content) ?? (item.Content.Inline is { } body ? Ignored(place, item.Key, body) : null);

    /// <exception cref="TargetException">TGT004.</exception>
    public static void RequireKind(HttpPlace place, ResourceSlice slice)
    {
        if (slice.Kind is not ResourceKind.HttpResources)
        {
            Require(place, TargetCodes.KindNotHeld.Finding($"Resource {slice.Resource} is of kind {slice.Kind}; type {HttpTargetType.TypeName} holds HttpResources."));
        }
    }

    private static Finding? TooLarge(string key, ItemContent content) => content.Length > HttpService.MostBytes
        ? TargetCodes.Refused.Finding($"{key} has {content.Length} bytes; at most {HttpService.MostBytes >> 20} MiB are written.")
        : null;

    private static Finding? Ignored(HttpPlace place, string key, ReadOnlyMemory<byte> body) =>
        place.Ignore.Count > 0 && JsonBody.FirstIgnored(body.Span, place.Ignore) is { } pointer
            ? TargetCodes.Refused.Finding(
                $"{key} holds {pointer}, which `ignore` says the service sets itself.", remedy: "Take the member out of the body in git, or out of `ignore`.")
            : null;

    private static void Require(HttpPlace place, Finding? finding)
    {
        if (finding is not null)
        {
            throw new TargetException(finding with { Target = place.Address.ToString() });
        }
    }
}
