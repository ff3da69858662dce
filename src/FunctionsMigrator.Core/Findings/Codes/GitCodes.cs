namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Git: reaching a repository, finding a commit, reading its files.</summary>
public static class GitCodes
{
    /// <summary>Nothing there.</summary>
    public static readonly FailureCode NoSuchRepository = new("GIT001", "No such repository", "Check the folder or address of the repository.");

    /// <summary>Something else is there.</summary>
    public static readonly FailureCode NotARepository = new("GIT002", "Not a git repository", "Name the root of a git repository, or make one with `fm new repository NAME`.");

    /// <summary>An address that cannot be used.</summary>
    public static readonly FailureCode UnsupportedAddress = new("GIT003", "An address of an unsupported kind", "Use a folder, a file:// or an https:// address.");

    /// <summary>A SHA-256 repository.</summary>
    public static readonly FailureCode Sha256Repository = new("GIT004", "A SHA-256 repository", "Use a repository with SHA-1 object names, the default of git: `git init --object-format=sha1`.");

    /// <summary>A format extension.</summary>
    public static readonly FailureCode UnsupportedFormat = new("GIT005", "A repository format that is not supported", "Clone the repository without the named extension and use the clone.");

    /// <summary>Owned by somebody else.</summary>
    public static readonly FailureCode OtherOwner = new("GIT006", "The repository belongs to another user", "Run as its owner, or trust it with `git config --global --add safe.directory FOLDER`.");

    /// <summary>No access.</summary>
    public static readonly FailureCode AccessDenied = new("GIT007", "Access to the repository was denied", "Provide a user and token that may read the repository.");

    /// <summary>No answer.</summary>
    public static readonly FailureCode Unreachable = new("GIT008", "The repository cannot be reached", "Check the address and the network, then run the same command again.");

    /// <summary>An object is missing or damaged.</summary>
    public static readonly FailureCode Damaged = new("GIT009", "An object of the repository is missing or damaged", "Check it with `git fsck`; clone it again, without `--filter`.");

    /// <summary>The mirror is in use.</summary>
    public static readonly FailureCode MirrorBusy = new("GIT010", "Another process is fetching the repository", "Wait for it to finish, then run the same command again.");

    /// <summary>Unknown name.</summary>
    public static readonly FailureCode NoSuchRevision = new("GIT011", "No such branch, tag or commit", "Name a branch, a tag or a commit of the repository.");

    /// <summary>More than one.</summary>
    public static readonly FailureCode AmbiguousRevision = new("GIT012", "A revision that names more than one thing", "Give more digits, or the full name such as refs/heads/main.");

    /// <summary>A name of something else.</summary>
    public static readonly FailureCode NotACommit = new("GIT013", "A revision that is no commit", "Name a branch, a tag of a commit, or a commit.");

    /// <summary>Nothing committed yet.</summary>
    public static readonly FailureCode NoCommit = new("GIT014", "The repository has no commit", "Commit the files: `git add --all && git commit`.");

    /// <summary>A shallow clone.</summary>
    public static readonly FailureCode Shallow = new("GIT015", "A shallow clone lacks what is asked for", "Fetch the whole history: `git fetch --unshallow`.");

    /// <summary>A symbolic link.</summary>
    public static readonly FailureCode SymbolicLink = new("GIT020", "A symbolic link", "Replace the link by a copy of the file.");

    /// <summary>A submodule.</summary>
    public static readonly FailureCode Submodule = new("GIT021", "A submodule or a repository inside the repository", "Copy its files into the repository.");

    /// <summary>A large file.</summary>
    public static readonly FailureCode FileTooLarge = new("GIT022", "A file over the size limit", "Split the file, or keep it outside the repository.");

    /// <summary>Many files.</summary>
    public static readonly FailureCode TooManyFiles = new("GIT023", "More files than the limit", "Split the repository.");

    /// <summary>A path that is not safe.</summary>
    public static readonly FailureCode UnsafePath = new("GIT024", "A path that is not safe everywhere", "Rename the file.");

    /// <summary>A pointer in place of a file.</summary>
    public static readonly FailureCode LfsPointer = new("GIT025", "A pointer of Git LFS in place of the file", "Commit the file itself: `git lfs untrack`, then add it again.");

    /// <summary>There is one already.</summary>
    public static readonly FailureCode RepositoryExists = new("GIT030", "There is a git repository already", "Choose an empty folder.");

    /// <summary>No change.</summary>
    public static readonly FailureCode NothingToCommit = new("GIT031", "Nothing to commit", "Change a file first.");

    /// <summary>A branch that cannot be.</summary>
    public static readonly FailureCode BadBranch = new("GIT033", "A name that no branch can have", "Use letters, digits, '-', '_', '.' and '/'.");

    /// <summary>There is one already.</summary>
    public static readonly FailureCode BranchExists = new("GIT040", "The branch exists already", "Look at what is on it; delete it with `git branch -D NAME` to have it written anew.");

    /// <summary>Later commits changed the same lines.</summary>
    public static readonly FailureCode RevertConflict = new("GIT041", "A revert that conflicts with later commits", "Revert by hand: `git revert`, resolve the named files, `fm checksum`, commit.");

    /// <summary>The branch lacks a commit.</summary>
    public static readonly FailureCode NotContained = new("GIT042", "A commit that the branch does not contain", "Fetch the branch, or name a clone that has the commit.");

    /// <summary>Nothing is left of it.</summary>
    public static readonly FailureCode RevertedAlready = new("GIT043", "The branch takes the commit back already", "Nothing to do in git.");
}
