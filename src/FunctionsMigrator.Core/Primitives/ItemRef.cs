namespace FunctionsMigrator.Core;

/// <summary>
/// Names one item on a target. <paramref name="Collection"/> is one of <c>settings</c>, <c>flags</c>, <c>documents</c>, <c>rows:TABLE</c>,
/// <c>scripts:RESOURCE</c>, <c>http</c>, or <c>structure</c>; <paramref name="Key"/> is the canonical key inside it: a setting's or flag's name, a document's or URL's path,
/// a script's file name without extension, for a row the compact JSON array of its key values as text (<c>["DE"]</c>), or kind and name of a thing of the database's structure.
/// Two resources that produce the same reference on one target claim one item, which is an error.
/// </summary>
public sealed record ItemRef(string Collection, string Key) : IComparable<ItemRef>
{
    /// <summary>Orders by collection, then key, both by unsigned UTF-8 bytes: the only order of items there is.</summary>
    public int CompareTo(ItemRef? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byCollection = Utf8Order.Compare(Collection, other.Collection);
        return byCollection != 0 ? byCollection : Utf8Order.Compare(Key, other.Key);
    }

    /// <summary>As people read it: <c>settings checkout/timeoutSeconds</c>.</summary>
    public override string ToString() => $"{Collection} {Key}";
}
