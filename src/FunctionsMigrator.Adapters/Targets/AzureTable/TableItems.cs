using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>How the items of one collection are entities. An entity may hold more properties than the item; those are nobody's and are kept.</summary>
internal abstract class TableItems(TargetBinding binding, string partition)
{
    /// <summary>The partition of the items.</summary>
    public string Partition { get; } = partition;

    /// <summary>The target.</summary>
    protected TargetBinding Binding { get; } = binding;

    /// <summary>The items of a slice.</summary>
    /// <exception cref="TargetException">TGT032: the environment does not declare the table or a column.</exception>
    public static TableItems Of(ResourceSlice slice, TargetBinding binding, AzureTablePlace place) => slice.Kind switch
    {
        ResourceKind.Settings or ResourceKind.FeatureFlags => new ValueItems(binding, TableLayout.PartitionOf(slice), flags: slice.Kind == ResourceKind.FeatureFlags),
        ResourceKind.ReferenceData => RowItems.Of(binding, slice, place),
        _ => throw new ArgumentException($"A table holds no {slice.Kind}.", nameof(slice)),
    };

    /// <summary>The row key of an item.</summary>
    public abstract string RowOf(string key);

    /// <summary>The properties that are the item's.</summary>
    public abstract IReadOnlySet<string> Own { get; }

    /// <summary>The item that an entity is.</summary>
    /// <exception cref="TargetException">A property has another type, or the entity does not stand under its own key.</exception>
    public LiveItem Read(TableEntity entity)
    {
        var (key, content) = ReadPair(entity);
        return new LiveItem(key, Digest.Of(content), ItemContent.Of(content)) { Modified = entity.Timestamp };
    }

    /// <summary>The key and the canonical bytes of the item that an entity is.</summary>
    /// <exception cref="TargetException">As <see cref="Read"/>.</exception>
    public (string Key, byte[] Content) ReadPair(TableEntity entity)
    {
        var key = KeyOf(entity);
        return RowOf(key) == entity.RowKey
            ? (key, ContentOf(entity))
            : throw Misfit(entity, $"says that its key is '{key}', which stands under the row key '{RowOf(key)}'");
    }

    /// <summary>Row keys in order, where the items may be cut into ranges, by some of the keys that git names.</summary>
    public IReadOnlyList<string> Cuts(IReadOnlyList<string>? parts) =>
        parts is null ? [] : [.. parts.Select(RowOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The entity that holds an item: of the present one (null: none) the properties that are nobody's, and the item's own.</summary>
    public TableEntity Write(string key, ReadOnlyMemory<byte> content, TableEntity? present)
    {
        var entity = new TableEntity(Partition, RowOf(key));
        foreach (var (name, value) in Others(present))
        {
            entity[name] = value;
        }

        Put(entity, key, content.Span);
        return entity;
    }

    /// <summary>The properties of an entity that are nobody's.</summary>
    public IEnumerable<KeyValuePair<string, object>> Others(TableEntity? entity) =>
        entity?.Where(property => !Own.Contains(property.Key) && !TableLayout.IsSystem(property.Key)) ?? [];

    /// <summary>Why Azure Tables cannot hold an item; null when they can.</summary>
    public Finding? Check(string key, ReadOnlyMemory<byte> content)
    {
        try
        {
            return TableLimits.Problem(Write(key, content, null)) is { } problem ? Refused(key, problem) : null;
        }
        catch (TargetException exception)
        {
            return exception.Finding;
        }
    }

    /// <summary>An item that the service would refuse.</summary>
    public Finding Refused(string key, string problem) => TargetCodes.Refused.Finding(
        $"{key}: {problem}.", target: Binding.Address.ToString(), remedy: "Make the value smaller or split it in git; nothing was written.");

    /// <summary>The key of the item.</summary>
    protected abstract string KeyOf(TableEntity entity);

    /// <summary>The canonical bytes of the item.</summary>
    protected abstract byte[] ContentOf(TableEntity entity);

    /// <summary>Sets the item's properties.</summary>
    protected abstract void Put(TableEntity entity, string key, ReadOnlySpan<byte> content);

    /// <summary>An entity that is not as this type writes it.</summary>
    protected TargetException Misfit(TableEntity entity, string problem) => new(TargetCodes.Malformed.Finding(
        $"The entity '{entity.RowKey}' of partition '{entity.PartitionKey}' {problem}.",
        target: Binding.Address.ToString(),
        remedy: "Correct or delete the entity on the target, then run the same command again; nothing was written."));

    /// <summary>The name of a value's type in Azure Tables.</summary>
    protected static string EdmOf(object? value) => value switch
    {
        null => "missing",
        string => "Edm.String",
        long => "Edm.Int64",
        int => "Edm.Int32",
        double => "Edm.Double",
        bool => "Edm.Boolean",
        byte[] or BinaryData => "Edm.Binary",
        Guid => "Edm.Guid",
        _ => "Edm.DateTime",
    };
}
