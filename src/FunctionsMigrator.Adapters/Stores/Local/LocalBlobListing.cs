using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>Walks the folders of one area in the order of the names. Holds one folder's entries and the hashed names in memory, not the whole area.</summary>
internal sealed class LocalBlobListing(string area, string folderMark, string nameMark)
{
    public IEnumerable<string> Names(string prefix)
    {
        var hashed = HashedNames(prefix);
        var next = 0;
        foreach (var name in Walk(prefix))
        {
            for (; next < hashed.Count && Utf8Order.Compare(hashed[next], name) < 0; next++)
            {
                yield return hashed[next];
            }

            yield return name;
        }

        for (; next < hashed.Count; next++)
        {
            yield return hashed[next];
        }
    }

    // Starts in the folder that the whole segments of the prefix name.
    private IEnumerable<string> Walk(string prefix)
    {
        var whole = prefix[..(prefix.LastIndexOf('/') + 1)];
        var folder = area;
        if (whole.Length > 0)
        {
            var encoded = KeyEncoding.Files.EncodeName(whole[..^1]);
            if (KeyEncoding.IsHashed(encoded))
            {
                return [];
            }

            folder = Path.Combine(area, encoded.Replace("/", folderMark + Path.DirectorySeparatorChar, StringComparison.Ordinal) + folderMark);
        }

        return Walk(folder, whole, prefix);
    }

    private IEnumerable<string> Walk(string folder, string above, string prefix)
    {
        foreach (var entry in Entries(folder))
        {
            var name = above + entry;
            if (!entry.EndsWith('/'))
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield return name;
                }

                continue;
            }

            if (!name.StartsWith(prefix, StringComparison.Ordinal) && !prefix.StartsWith(name, StringComparison.Ordinal))
            {
                continue;
            }

            var inner = Path.Combine(folder, KeyEncoding.Files.EncodeName(entry[..^1]) + folderMark);
            foreach (var found in Walk(inner, name, prefix))
            {
                yield return found;
            }
        }
    }

    // A folder's entry carries its slash: so "a.b", "a/" and "ab" sort as the names below them do.
    private List<string> Entries(string folder)
    {
        var entries = new List<string>();
        foreach (var path in Read(folder, Directory.EnumerateFileSystemEntries))
        {
            var file = Path.GetFileName(path);
            var isFolder = file.EndsWith(folderMark, StringComparison.Ordinal);
            if (KeyEncoding.Files.Decode(isFolder ? file[..^folderMark.Length] : file) is { } segment)
            {
                entries.Add(isFolder ? segment + "/" : segment);
            }
        }

        entries.Sort(Utf8Order.Instance);
        return entries;
    }

    private List<string> HashedNames(string prefix)
    {
        var names = new List<string>();
        foreach (var path in Read(area, folder => Directory.EnumerateFiles(folder, "~~*" + nameMark)))
        {
            if (!File.Exists(path[..^nameMark.Length]))
            {
                continue;
            }

            var name = ReadName(path);
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                names.Add(name);
            }
        }

        names.Sort(Utf8Order.Instance);
        return names;
    }

    private static string ReadName(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            throw LocalFailure.From(exception, $"{path} cannot be read");
        }
    }

    private static List<string> Read(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            return [.. enumerate(folder)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            throw LocalFailure.From(exception, $"{folder} cannot be listed");
        }
    }
}
