using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

/// <summary>A repository in a temporary folder, with a commit an hour later than the one before.</summary>
internal sealed class TestRepository : IDisposable
{
    public static readonly GitIdentity Ada = new("Ada", "ada@example.com");

    private readonly TestFolder _files = new();
    private DateTimeOffset _when = new(2026, 11, 2, 9, 0, 0, TimeSpan.FromHours(1));
    private bool _made;

    public string Folder => _files.Path;

    public string Url => new Uri(Folder + Path.DirectorySeparatorChar).AbsoluteUri.TrimEnd('/');

    public TestRepository Write(string path, string text)
    {
        _files.Write(path, text);
        return this;
    }

    public TestRepository Write(string path, byte[] bytes)
    {
        _files.Write(path, bytes);
        return this;
    }

    public TestRepository Delete(string path)
    {
        File.Delete(_files[path]);
        return this;
    }

    /// <summary>Commits everything; answers the SHA.</summary>
    public string Commit(string message = "Change", GitIdentity? author = null)
    {
        _when = _when.AddHours(1);
        var commit = _made
            ? GitRepositories.CommitAll(Folder, message, author ?? Ada, _when)
            : GitRepositories.Create(Folder, message, author ?? Ada, _when);
        _made = true;
        return commit.Value.Sha;
    }

    /// <summary>Something that the library does.</summary>
    public T With<T>(Func<Repository, T> act)
    {
        using var repository = new Repository(Folder);
        return act(repository);
    }

    public string Git(params string[] arguments) => GitProgram.Run(Folder, arguments);

    public void Dispose() => _files.Dispose();
}
