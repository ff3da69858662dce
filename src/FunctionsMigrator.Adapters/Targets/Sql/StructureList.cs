using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Sql;

/// <summary>The things of a structure as all dialects tell them.</summary>
internal static class StructureList
{
    /// <summary>In the order of their names. Things that the dialect gives no name of their own, such as two checks of one table, are told as one.</summary>
    public static IReadOnlyList<StructureObject> Of(IEnumerable<(string Kind, string Name, string Sql)> parts) =>
    [
        .. parts.GroupBy(part => $"{part.Kind} {part.Name.Trim()}", part => part.Sql, StringComparer.Ordinal).Select(Thing).OrderBy(thing => thing.Name, Utf8Order.Instance),
    ];

    private static StructureObject Thing(IGrouping<string, string> parts)
    {
        var text = string.Join('\n', parts.Order(StringComparer.Ordinal));
        return new StructureObject(parts.Key, Digest.Of(text), text);
    }
}
