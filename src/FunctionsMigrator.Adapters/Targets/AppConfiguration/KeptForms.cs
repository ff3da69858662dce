using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>
/// What git does not know of key-values that were replaced or deleted: another content type, another layout of the JSON, tags. Kept as <c>fm/kept/LABEL/HASH</c> with the item's
/// checksum in the tag <c>fm-item</c>, before the write. When exactly this item is written again, its form comes back with it; so an undo restores key-values, and not only
/// the part of them that git knows.
/// </summary>
internal sealed class KeptForms(KeyValueService service, AppConfigurationPlace place, KeyValueItems items)
{
    private const string Item = "fm-item";
    private readonly string _prefix = PrefixOf(place);
    private Dictionary<string, Digest>? _known;

    /// <summary>What the keys of a place's kept forms begin with.</summary>
    public static string PrefixOf(AppConfigurationPlace place) => $"fm/kept/{place.LabelName}/";

    /// <summary>Reads which forms are kept.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (_known is not null)
        {
            return;
        }

        var known = new Dictionary<string, Digest>(StringComparer.Ordinal);
        await foreach (var kept in service.ListAsync(_prefix + "*", AppConfigurationPlace.OwnLabel, "key,tags", cancellation))
        {
            if (kept.Tags.TryGetValue(Item, out var item) && Digest.TryParse(item, out var digest))
            {
                known[kept.Key] = digest;
            }
        }

        _known = known;
    }

    /// <summary>Keeps the form of a key-value that is about to be replaced or deleted, where something of it would be lost.</summary>
    /// <exception cref="TargetException">It cannot be kept; nothing was changed.</exception>
    public async Task KeepAsync(KeyValue live, Digest item, bool deleted, Func<Task> permit, CancellationToken cancellation)
    {
        if (items.Usual(live).HasForm(live) && (!deleted || live.Tags.Count == 0))
        {
            return;
        }

        var kept = new KeyValue(NameOf(live.Key), live.Value, live.ContentType, new Dictionary<string, string>(live.Tags, StringComparer.Ordinal) { [Item] = item.Hex });
        if (items.CheckSize(kept) is { } tooLarge)
        {
            throw new TargetException(tooLarge with { Message = $"{live.Key}: what an undo would need (its content type, layout and tags) does not fit beside it in the store." });
        }

        var answer = await service.PutAsync(kept, AppConfigurationPlace.OwnLabel, "*", permit, cancellation: cancellation);
        if (answer.Outcome is not KeyValueOutcome.Done)
        {
            throw new TargetException(answer.Problem!);
        }

        lock (_known!)
        {
            _known[kept.Key] = item;
        }
    }

    /// <summary>The form that a key-value had when it held exactly this item; null when none is kept.</summary>
    public async Task<KeyValue?> FindAsync(string name, Digest item, CancellationToken cancellation)
    {
        var key = NameOf(name);
        lock (_known!)
        {
            if (!_known.TryGetValue(key, out var known) || known != item)
            {
                return null;
            }
        }

        return await service.FindAsync(key, AppConfigurationPlace.OwnLabel, cancellation) is { } kept && kept.Tags.GetValueOrDefault(Item) == item.Hex
            ? kept with { Key = name, Tags = kept.Tags.Where(tag => tag.Key != Item).ToDictionary(StringComparer.Ordinal) }
            : null;
    }

    /// <summary>Forgets forms that nobody can want back any more.</summary>
    public static async Task SweepAsync(KeyValueService service, AppConfigurationPlace place, DateTimeOffset oldest, CancellationToken cancellation)
    {
        await foreach (var kept in service.ListAsync(PrefixOf(place) + "*", AppConfigurationPlace.OwnLabel, "key,last_modified", cancellation))
        {
            if (kept.LastModified < oldest)
            {
                _ = await service.DeleteAsync(kept.Key, AppConfigurationPlace.OwnLabel, "*", null, cancellation);
            }
        }
    }

    private string NameOf(string key) => _prefix + Digest.Of(key).Hex[..40];
}
