using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>Kinds of second places.</summary>
public enum HeadPlaceKind
{
    /// <summary>Annotated tags in the metadata repository.</summary>
    Git,

    /// <summary>Blobs in a container of another account.</summary>
    Blob,

    /// <summary>Files in a folder.</summary>
    Folder,
}

/// <summary>A second place as a setting names it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Value">What the names of the tags begin with, the address of the container, or the folder.</param>
public sealed record HeadPlace(HeadPlaceKind Kind, string Value)
{
    /// <summary>Reads <c>git:refs/tags/fm-audit</c>, <c>blob:https://ACCOUNT.blob.core.windows.net/CONTAINER</c> or <c>folder:/absolute/path</c>; null for anything else.</summary>
    public static HeadPlace? Parse(string text)
    {
        var value = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return text.Split(':')[0] switch
        {
            "git" when value.StartsWith("refs/tags/", StringComparison.Ordinal) && value.Length > 10 && !value.EndsWith('/') && SettingForms.Branch(value) is not null => new(HeadPlaceKind.Git, value),
            "blob" when IsContainer(value) => new(HeadPlaceKind.Blob, value),
            "folder" when Path.IsPathFullyQualified(value) => new(HeadPlaceKind.Folder, value),
            _ => null,
        };
    }

    // An emulator on this machine has the account in its path.
    private static bool IsContainer(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
        && ((uri.Scheme == "https" && uri.Segments.Length == 2) || (uri.IsLoopback && uri.Segments.Length == 3)) && !uri.AbsolutePath.EndsWith('/');
}
