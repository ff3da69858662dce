using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>
/// Bare copies of remote repositories in a private folder. A copy is made beside its place and moved there when it is whole; after that only what is new is
/// fetched. Whoever reads needs no lock: objects are only added.
/// </summary>
internal sealed class GitMirror(string cacheFolder, GitSourceOptions options, TimeProvider time)
{
    private static readonly string[] RefSpecs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+HEAD:" + RevisionFinder.MirroredHead];

    /// <summary>Where the copy is, or will be.</summary>
    public string FolderOf(GitAddress address) => Path.Combine(cacheFolder, address.Key + ".git");

    /// <summary>Whether the copy has all these commits, given by their whole SHAs, so that the remote repository need not be asked.</summary>
    public bool Holds(GitAddress address, IReadOnlyList<string> revisions)
    {
        var folder = FolderOf(address);
        if (!IsWhole(folder))
        {
            return false;
        }

        using var repository = new Repository(folder);
        return !repository.Info.IsShallow && revisions.All(revision => RevisionFinder.IsSha(revision) && repository.Lookup<Commit>(new ObjectId(revision)) is not null);
    }

    /// <summary>Makes the copy like the remote repository. Answers what hinders it, or null.</summary>
    public async Task<Finding?> FetchAsync(GitAddress address, CancellationToken cancellation)
    {
        CreatePrivateFolder();
        var taken = await MirrorLock.TakeAsync(Path.Combine(cacheFolder, address.Key + ".lock"), options.LockTimeout, time, cancellation);
        if (taken is null)
        {
            return GitCodes.MirrorBusy.Finding($"Another process has been fetching repository {address} for more than {options.LockTimeout}.");
        }

        // The library cannot be stopped while a server is silent: the caller goes, and the lock is let go when the library comes back.
        var fetching = Task.Run(() => FetchLocked(address, taken, cancellation), CancellationToken.None);
        return await fetching.WaitAsync(cancellation);
    }

    private Finding? FetchLocked(GitAddress address, MirrorLock taken, CancellationToken cancellation)
    {
        var login = new RemoteLogin(address, options);
        using (taken)
        {
            try
            {
                Update(address, login, cancellation);
                return null;
            }
            catch (LibGit2SharpException exception)
            {
                cancellation.ThrowIfCancellationRequested();
                return login.Refusal ?? GitFailures.OfFetch(exception, address);
            }
        }
    }

    private void Update(GitAddress address, RemoteLogin login, CancellationToken cancellation)
    {
        var folder = FolderOf(address);
        if (!IsWhole(folder) || !Boundary(folder).SetEquals(SourceBoundary(address)))
        {
            Make(address, folder, login, cancellation);
            return;
        }

        RemoveLeftovers(folder);
        Fetch(folder, address, login, cancellation);
    }

    private static void Make(GitAddress address, string folder, RemoteLogin login, CancellationToken cancellation)
    {
        var unfinished = folder + ".new";
        Delete(unfinished);
        Repository.Init(unfinished, isBare: true);
        using (var repository = new Repository(unfinished))
        {
            repository.Network.Remotes.Add("origin", address.Url!.AbsoluteUri, RefSpecs[0]);
        }

        Fetch(unfinished, address, login, cancellation);
        Delete(folder);
        Directory.Move(unfinished, folder);
    }

    private static void Fetch(string folder, GitAddress address, RemoteLogin login, CancellationToken cancellation)
    {
        using var repository = new Repository(folder);
        var fetch = new FetchOptions
        {
            Prune = true,
            TagFetchMode = TagFetchMode.None,
            CredentialsProvider = login.Provider,
            CertificateCheck = login.CertificateCheck,
            OnTransferProgress = _ => !cancellation.IsCancellationRequested,
            OnProgress = _ => !cancellation.IsCancellationRequested,
        };
        var boundary = SourceBoundary(address);
        Commands.Fetch(repository, "origin", RefSpecs, fetch, logMessage: null);

        // The copy of a shallow clone is as shallow; the library copies its commits, but not the list of those without parents.
        if (boundary.Count > 0)
        {
            File.WriteAllLines(Path.Combine(folder, ShallowBoundary.FileName), boundary);
        }
    }

    private static IReadOnlySet<string> Boundary(string folder)
    {
        using var repository = new Repository(folder);
        return ShallowBoundary.Of(repository);
    }

    private static IReadOnlySet<string> SourceBoundary(GitAddress address) =>
        address.Url!.IsFile && Repository.IsValid(address.Url.LocalPath) ? Boundary(address.Url.LocalPath) : new HashSet<string>();

    // What cannot be opened is made again; a copy holds nothing of its own.
    private static bool IsWhole(string folder)
    {
        try
        {
            using var repository = new Repository(folder);
            return repository.Network.Remotes["origin"] is not null;
        }
        catch (LibGit2SharpException)
        {
            return false;
        }
    }

    // What a process that was killed in the middle of a fetch leaves behind.
    private static void RemoveLeftovers(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "objects", "pack"), "pack_git2_*"))
        {
            File.Delete(file);
        }
    }

    private void CreatePrivateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(cacheFolder);
        }
        else
        {
            Directory.CreateDirectory(cacheFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // Objects are read-only files, which Windows does not delete.
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.IsReadOnly = false;
        }

        Directory.Delete(folder, recursive: true);
    }
}
