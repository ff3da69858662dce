using System.Text.Json;

namespace FunctionsMigrator.Core.Stores;

/// <summary>
/// What every store takes. Whoever writes more has a wrong assumption, so it throws; every store asks here, so a name that fits one fits all.
/// </summary>
public static class StoreLimits
{
    /// <summary>Characters of a blob's name.</summary>
    public const int BlobName = 1024;

    /// <summary>Characters of a partition and of a key.</summary>
    public const int Key = 400;

    /// <summary>Characters of a record's value as compact JSON. More belongs into a blob.</summary>
    public const int Value = 30_000;

    /// <summary>Refuses a name that no blob can have.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long, or no valid text.</exception>
    public static void RequireBlobName(string name)
    {
        if (name.Length is 0 or > BlobName)
        {
            throw new ArgumentException($"A blob's name has 1 to {BlobName} characters, this one {name.Length}: {Start(name)}", nameof(name));
        }

        RequireText(name, nameof(name));
    }

    /// <summary>Refuses a partition or key that no record can have.</summary>
    /// <exception cref="ArgumentException">One of them is empty, too long, or no valid text.</exception>
    public static void RequireKey(string partition, string key)
    {
        foreach (var (text, what) in new[] { (partition, nameof(partition)), (key, nameof(key)) })
        {
            if (text.Length is 0 or > Key)
            {
                throw new ArgumentException($"A record's {what} has 1 to {Key} characters, this one {text.Length}: {Start(text)}", what);
            }

            RequireText(text, what);
        }
    }

    /// <summary>The value as the compact text that is stored.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="Value"/>.</exception>
    public static string RequireValue(string partition, string key, JsonElement value)
    {
        RequireKey(partition, key);
        var text = JsonSerializer.Serialize(value, FmJson.Line);
        return text.Length <= Value
            ? text
            : throw new ArgumentException(
                $"The value of record {Start(partition)}/{Start(key)} has {text.Length} characters; at most {Value} are allowed, more belongs into a blob.", nameof(value));
    }

    private static void RequireText(string text, string what)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                throw new ArgumentException($"Half of a surrogate pair at character {i + 1} of a {what}.", what);
            }
        }
    }

    private static string Start(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
