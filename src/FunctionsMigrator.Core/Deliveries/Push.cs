using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>One branch or tag that was pushed. It only says where to look: what is there is read from git, by SHA.</summary>
/// <param name="Repository">The repository as its provider names it: <c>example/shop</c>.</param>
/// <param name="Ref"><c>refs/heads/main</c>.</param>
/// <param name="Before">What stood there; null: it was made.</param>
/// <param name="After">What stands there; null: it was deleted.</param>
/// <param name="Forced">Whether the provider says that history was rewritten.</param>
/// <param name="Pusher">Who pushed; in place of an address the name of the account, where the provider tells no address.</param>
/// <param name="Host">Name of the provider's host, where the delivery tells it.</param>
public sealed record Push(string Repository, string Ref, string? Before, string? After, bool Forced = false, GitIdentity? Pusher = null, string? Host = null)
{
    private const string Heads = "refs/heads/";

    /// <summary>The branch; null for a tag.</summary>
    [JsonIgnore]
    public string? Branch => Ref.StartsWith(Heads, StringComparison.Ordinal) ? Ref[Heads.Length..] : null;

    /// <summary>The same push has the same digest, whatever delivers it.</summary>
    [JsonIgnore]
    public Digest Content => Digest.Of($"{Repository.ToLowerInvariant()}\n{Ref}\n{Before}\n{After}");

    /// <summary>Whether it is about the repository at this address.</summary>
    public bool IsOf(Uri repository)
    {
        var path = repository.AbsolutePath.Trim('/');
        path = Uri.UnescapeDataString(path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path);
        return (Host is null || string.Equals(Host, repository.Host, StringComparison.OrdinalIgnoreCase))
            && (path.Equals(Repository, StringComparison.OrdinalIgnoreCase) || path.EndsWith("/" + Repository, StringComparison.OrdinalIgnoreCase));
    }
}
