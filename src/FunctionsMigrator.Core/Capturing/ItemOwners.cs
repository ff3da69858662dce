using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>To whom a live item belongs that git does not have.</summary>
internal enum ItemOwner
{
    /// <summary>The resource that is captured.</summary>
    This,

    /// <summary>Another resource, which declares it, or whose items are called alike.</summary>
    Another,

    /// <summary>Several resources could take it.</summary>
    Unclear,
}

/// <summary>
/// Several resources may share one collection of a target. A new item is taken by the only resource there, by the one that was named, or by the one whose items begin as it
/// does: <c>checkout/currency</c> goes where <c>checkout/timeout</c> is.
/// </summary>
internal sealed class ItemOwners
{
    private static readonly char[] Separators = ['/', ':', '.', '-'];
    private readonly ResourceDocument _resource;
    private readonly IReadOnlyList<ResourceDocument> _others;
    private readonly HashSet<string> _declaredElsewhere;
    private readonly ILookup<string, string> _beginnings;
    private readonly bool _named;

    /// <param name="repository">What git has.</param>
    /// <param name="resource">The resource that is captured.</param>
    /// <param name="named">Whether it was named, and no other of its collection.</param>
    public ItemOwners(MetadataRepository repository, ResourceDocument resource, bool named)
    {
        _resource = resource;
        _named = named;
        _others = [.. repository.Resources.Where(other => other.Kind == resource.Kind && other.Target == resource.Target && other.Name != resource.Name && Table(other) == Table(resource))];
        var content = new ContentFiles(repository.Tree);
        _declaredElsewhere = _others.SelectMany(Keys).Concat(_others.OfType<DocumentsDocument>().SelectMany(other => Files(content, other))).ToHashSet(StringComparer.Ordinal);
        _beginnings = _others.Append(resource).SelectMany(each => Keys(each).Select(Beginning).Distinct().Select(beginning => (beginning, each.Name))).ToLookup(pair => pair.beginning, pair => pair.Name);
    }

    /// <summary>Whether other resources share the collection.</summary>
    public bool Shared => _others.Count > 0;

    /// <summary>Who takes the item.</summary>
    public ItemOwner Of(string key)
    {
        if (_declaredElsewhere.Contains(key))
        {
            return ItemOwner.Another;
        }

        if (_resource is DocumentsDocument documents)
        {
            var others = _others.Cast<DocumentsDocument>().Any(other => Includes(other, key));
            return !Includes(documents, key) ? ItemOwner.Another : !others || _named ? ItemOwner.This : ItemOwner.Unclear;
        }

        if (!Shared || _named)
        {
            return ItemOwner.This;
        }

        return _beginnings[Beginning(key)].ToList() is [var only] ? only == _resource.Name ? ItemOwner.This : ItemOwner.Another : ItemOwner.Unclear;
    }

    private static IEnumerable<string> Files(ContentFiles content, DocumentsDocument documents) => RepositoryPath.Resolve(documents.Place.File, documents.Path) is { } folder
        ? content.Of(documents).Select(path => RepositoryPath.Below(folder, path)).OfType<string>()
        : [];

    private static bool Includes(DocumentsDocument documents, string key) => documents.Include.Any(pattern => new PathPattern(pattern).Matches(key));

    private static string? Table(ResourceDocument resource) => (resource as ReferenceDataDocument)?.Table;

    // Of documents the patterns speak, of rows nothing does.
    private static IEnumerable<string> Keys(ResourceDocument resource) => resource switch
    {
        SettingsDocument settings => settings.Settings.Keys,
        FeatureFlagsDocument flags => flags.Flags.Keys,
        _ => [],
    };

    private static string Beginning(string key) => key.IndexOfAny(Separators) is var at and >= 0 ? key[..at] : key;
}
