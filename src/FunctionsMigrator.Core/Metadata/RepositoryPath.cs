namespace FunctionsMigrator.Core.Metadata;

/// <summary>Paths that documents write: relative to their own file, with forward slashes, only downwards. So none can leave the repository.</summary>
public static class RepositoryPath
{
    /// <summary>
    /// The path from the root of the repository, without <c>.</c> segments and trailing slash; empty for the root. Null when <paramref name="path"/> is
    /// empty, absolute, has a <c>..</c> or an empty segment, a backslash, a drive, or a control character.
    /// </summary>
    /// <param name="documentFile">Path of the document's file from the root.</param>
    /// <param name="path">The path as the document writes it.</param>
    public static string? Resolve(string documentFile, string path)
    {
        if (path.Length == 0 || path.Contains('\\') || path.Contains(':') || path.Any(char.IsControl))
        {
            return null;
        }

        var written = path.EndsWith('/') ? path[..^1] : path;
        var segments = written.Split('/');
        if (segments.Any(segment => segment is "" or ".."))
        {
            return null;
        }

        return string.Join('/', [.. Folder(documentFile).Split('/', StringSplitOptions.RemoveEmptyEntries), .. segments.Where(segment => segment != ".")]);
    }

    /// <summary>The folder of a file; empty for the root.</summary>
    public static string Folder(string file) => file.LastIndexOf('/') is var slash and >= 0 ? file[..slash] : "";

    /// <summary>The rest of <paramref name="file"/> below <paramref name="folder"/> (empty: the root), or null when it is not below it.</summary>
    public static string? Below(string folder, string file) =>
        folder.Length == 0 ? file
        : file.Length > folder.Length + 1 && file[folder.Length] == '/' && file.StartsWith(folder, StringComparison.Ordinal) ? file[(folder.Length + 1)..]
        : null;
}
