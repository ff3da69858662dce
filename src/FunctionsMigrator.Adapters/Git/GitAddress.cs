using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>Where a repository is.</summary>
/// <param name="Text">As messages show it: never with user or password.</param>
/// <param name="Folder">The folder of a local repository; null for a remote one.</param>
/// <param name="Url">The address of a remote repository without user and password; null for a local one.</param>
/// <param name="Credential">What stood in the address.</param>
internal sealed record GitAddress(string Text, string? Folder, Uri? Url, GitCredential? Credential)
{
    /// <summary>Names the mirror of a remote repository.</summary>
    public string Key => Digest.Of(Url!.AbsoluteUri).Hex[..32];

    public static Outcome<GitAddress> Parse(string repository)
    {
        if (!repository.Contains("://", StringComparison.Ordinal))
        {
            return IsScpLike(repository) ? Unsupported(repository) : Outcome.Of(new GitAddress(repository, Path.GetFullPath(repository), null, null));
        }

        if (!Uri.TryCreate(repository, UriKind.Absolute, out var url))
        {
            return GitCodes.UnsupportedAddress.Fail<GitAddress>("The address of the repository cannot be read as a URL.");
        }

        var clean = new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        return url.Scheme switch
        {
            "file" or "https" => Outcome.Of(new GitAddress(clean.AbsoluteUri, null, clean, CredentialOf(url))),
            _ => Unsupported(clean.AbsoluteUri),
        };
    }

    public override string ToString() => Text;

    private static Outcome<GitAddress> Unsupported(string text) =>
        GitCodes.UnsupportedAddress.Fail<GitAddress>($"'{text}' is neither a folder nor a file:// or https:// address.");

    // git@host:path, but not C:\folder.
    private static bool IsScpLike(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return at > 0 && colon > at && text.AsSpan(0, colon).IndexOfAny('/', '\\') < 0;
    }

    private static GitCredential? CredentialOf(Uri url)
    {
        var parts = url.UserInfo.Split(':', 2);
        return parts[0].Length == 0
            ? null
            : new GitCredential(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
