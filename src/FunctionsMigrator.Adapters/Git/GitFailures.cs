using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// Says what a failure of the git library means. The library tells most failures apart by its message alone; the tests of this folder provoke every one of them,
/// so that another version of the library with other messages is noticed.
/// </summary>
internal static class GitFailures
{
    private static readonly (string Part, FailureCode Code)[] Known =
    [
        ("object format", GitCodes.Sha256Repository),
        ("unsupported extension", GitCodes.UnsupportedFormat),
        ("unsupported repository version", GitCodes.UnsupportedFormat),
        ("is not owned by current user", GitCodes.OtherOwner),
        ("failed to resolve path", GitCodes.NoSuchRepository),
        ("could not find repository", GitCodes.NotARepository),
        ("status code: 404", GitCodes.NoSuchRepository),
        ("authentication", GitCodes.AccessDenied),
        ("credentials", GitCodes.AccessDenied),
        ("status code: 401", GitCodes.AccessDenied),
        ("status code: 403", GitCodes.AccessDenied),
        ("object not found", GitCodes.Damaged),
    ];

    /// <summary>A failure while a remote repository was fetched.</summary>
    public static Finding OfFetch(LibGit2SharpException exception, GitAddress address) => Of(exception, address, GitCodes.Unreachable);

    /// <summary>A failure while a local repository or a mirror was opened or read.</summary>
    public static Finding OfRead(LibGit2SharpException exception, GitAddress address) => Of(exception, address, GitCodes.Damaged);

    private static Finding Of(LibGit2SharpException exception, GitAddress address, FailureCode otherwise)
    {
        var code = exception is RepositoryNotFoundException
            ? address.Folder is { } folder && !Directory.Exists(folder) ? GitCodes.NoSuchRepository : GitCodes.NotARepository
            : Known.FirstOrDefault(known => exception.Message.Contains(known.Part, StringComparison.Ordinal)).Code ?? otherwise;
        var remedy = code == GitCodes.OtherOwner
            ? code.Remedy.Replace("FOLDER", address.Folder ?? address.Url!.LocalPath, StringComparison.Ordinal)
            : code == GitCodes.NotARepository ? RemedyInside(address) : null;
        return code.Finding($"Repository {address}: {WithoutSecret(exception.Message, address)}.", remedy: remedy);
    }

    // A folder below the root of a repository is a likely slip.
    private static string? RemedyInside(GitAddress address) =>
        address.Folder is { } folder && Directory.Exists(folder) && Repository.Discover(folder) is { } found
            ? $"The folder lies inside a repository; name its root {Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(found))}."
            : null;

    private static string WithoutSecret(string message, GitAddress address)
    {
        var text = message.TrimEnd('.', '\n');
        return address.Credential is { Password.Length: > 0 } credential
            ? text.Replace(credential.Password, "***", StringComparison.Ordinal)
            : text;
    }
}
