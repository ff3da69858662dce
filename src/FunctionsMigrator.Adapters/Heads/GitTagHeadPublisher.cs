using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Heads;

/// <summary>
/// Heads as annotated tags of a git repository, <c>{prefix}/{store}/{environment}/{number}</c>, each of a blob with the head. Tags are never pushed by force, every clone that fetches tags
/// holds them too, and the git provider can forbid that they are changed.
/// </summary>
/// <param name="repository">Address or folder of the repository that tags are pushed to.</param>
/// <param name="prefix">What the names of the tags begin with, <c>refs/tags/</c> included.</param>
/// <param name="cacheFolder">Where a bare repository with the tags is kept.</param>
/// <param name="options">How the repository is reached.</param>
public sealed class GitTagHeadPublisher(string repository, string prefix, string cacheFolder, GitSourceOptions? options = null) : IHeadPublisher
{
    private const string Suffix = ".json";
    private static readonly Identity Tagger = new("fm", "fm@localhost");
    private readonly Lock _turn = new();

    /// <inheritdoc/>
    public string Place => $"tags {prefix}/* of {(GitAddress.Parse(repository).TryGet(out var address) ? address.Text : "the repository")}";

    /// <inheritdoc/>
    public Task<Outcome<PublishedHead>> PublishAsync(PublishedHead head, CancellationToken cancellation) => WorkAsync(
        (cache, remote, login) =>
        {
            var name = $"{prefix}/{HeadText.Name(head)[..^Suffix.Length]}";
            var bytes = AuditFormat.Write(head);
            if (Advertised(cache, remote, login).FirstOrDefault(reference => reference.CanonicalName == name) is not null)
            {
                Fetch(cache, remote, [name], login);
                return Standing(cache, name) is { } standing ? HeadText.Compare(head, standing, Place) : HeadText.Unusable<PublishedHead>(Place, $"{name} is no head.");
            }

            // The same head gives the same tag, whichever host makes it.
            var blob = cache.ObjectDatabase.CreateBlob(new MemoryStream(bytes));
            var tag = cache.ObjectDatabase.CreateTagAnnotation(
                name["refs/tags/".Length..], blob, new Signature(Tagger, head.At), $"Audit of {head.Environment}: {head.Number}, run {head.Run}\n\n{head.Head}\n");
            cache.Refs.Add(name, tag.Id, allowOverwrite: true);
            PushStatusError? refused = null;
            cache.Network.Push(remote, $"{name}:{name}", new PushOptions { CredentialsProvider = login.Provider, CertificateCheck = login.CertificateCheck, OnPushStatusError = error => refused = error });
            return refused is null ? Outcome.Of(head) : HeadText.Unusable<PublishedHead>(Place, $"{name} was refused: {refused.Message}");
        },
        cancellation);

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<PublishedHead>>> ReadAsync(string store, string environment, CancellationToken cancellation) => WorkAsync(
        (cache, remote, login) =>
        {
            var folder = $"{prefix}/{HeadText.Prefix(store, environment)}";
            List<string> names = [.. Advertised(cache, remote, login).Select(reference => reference.CanonicalName).Where(name => name.StartsWith(folder, StringComparison.Ordinal) && !name.EndsWith("^{}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            if (names.Count > 0)
            {
                Fetch(cache, remote, names, login);
            }

            return Outcome.Of<IReadOnlyList<PublishedHead>>(
                [.. names.Select(name => Standing(cache, name) is { } bytes ? HeadText.Read(bytes, $"{name[(prefix.Length + 1)..]}{Suffix}") : null).OfType<PublishedHead>()]);
        },
        cancellation);

    private static IEnumerable<Reference> Advertised(Repository cache, Remote remote, RemoteLogin login) =>
        login.Provider is { } provider ? cache.Network.ListReferences(remote, provider) : cache.Network.ListReferences(remote);

    private static void Fetch(Repository cache, Remote remote, IReadOnlyList<string> names, RemoteLogin login) => Commands.Fetch(
        cache, remote.Name, names.Select(name => $"+{name}:{name}"), new FetchOptions { TagFetchMode = TagFetchMode.None, CredentialsProvider = login.Provider, CertificateCheck = login.CertificateCheck }, logMessage: null);

    private static byte[]? Standing(Repository cache, string name)
    {
        if (cache.Lookup(name, ObjectType.Tag) is not TagAnnotation { Target: Blob { Size: <= AuditFormat.LargestRecord } blob })
        {
            return null;
        }

        using var content = blob.GetContentStream();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    // The library blocks, and cannot be stopped: it is given a thread, one at a time.
    private async Task<Outcome<T>> WorkAsync<T>(Func<Repository, Remote, RemoteLogin, Outcome<T>> work, CancellationToken cancellation)
    {
        var parsed = GitAddress.Parse(repository);
        if (!parsed.TryGet(out var address))
        {
            return parsed.As<T>();
        }

        // A folder is spoken to as a remote repository too: tags are pushed there, never made in it.
        var remote = address.Url is null ? address with { Url = new Uri(address.Folder!) } : address;
        var working = Task.Run(
            () =>
            {
                lock (_turn)
                {
                    return Work(remote, work);
                }
            },
            CancellationToken.None);
        return await working.WaitAsync(cancellation);
    }

    private Outcome<T> Work<T>(GitAddress address, Func<Repository, Remote, RemoteLogin, Outcome<T>> work)
    {
        var login = new RemoteLogin(address, options ?? new GitSourceOptions());
        var folder = Path.Combine(cacheFolder, $"heads-{address.Key}.git");
        try
        {
            if (!Repository.IsValid(folder))
            {
                Directory.CreateDirectory(cacheFolder);
                Repository.Init(folder, isBare: true);
            }

            using var cache = new Repository(folder);
            var remote = cache.Network.Remotes["origin"] ?? cache.Network.Remotes.Add("origin", address.Url!.AbsoluteUri);
            return work(cache, remote, login);
        }
        catch (LibGit2SharpException exception)
        {
            return HeadText.Unusable<T>(Place, (login.Refusal ?? GitFailures.OfFetch(exception, address)).Message);
        }
    }
}
