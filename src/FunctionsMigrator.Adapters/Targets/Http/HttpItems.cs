using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>The resources of a service as items. A service is asked for the paths that git names; it is never listed.</summary>
internal sealed class HttpItems(HttpService service, HttpPlace place)
{
    /// <summary>The resources of the slice that exist, in order of their paths.</summary>
    public async IAsyncEnumerable<LiveItem> AllAsync(ResourceSlice slice, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var key in (slice.Keys ?? []).Distinct(StringComparer.Ordinal).Order(Utf8Order.Instance))
        {
            if (await FindAsync(key, cancellation) is var (item, _))
            {
                yield return item;
            }
        }
    }

    /// <summary>One resource with its version; null when there is none, also where there can be none.</summary>
    /// <exception cref="TargetException">It has no version, or is no JSON.</exception>
    public async Task<(LiveItem Item, string Version)?> FindAsync(string key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (place.Problem(key) is not null)
        {
            return null;
        }

        var answer = await service.GetAsync(place.UriOf(key), cancellation);
        if (answer.Absent)
        {
            return null;
        }

        var version = answer.ETag ?? throw service.Failed(HttpTargetCodes.NoVersion.Finding($"GET {key} has no ETag."));
        try
        {
            var bytes = JsonBody.Canonical(answer.Body.Span, place.Ignore);
            return (new LiveItem(key, Digest.Of(bytes), ItemContent.Of(bytes)), version);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw service.Failed(TargetCodes.Malformed.Finding($"GET {key} answered something that is no JSON, or holds a member twice."), exception);
        }
    }
}
