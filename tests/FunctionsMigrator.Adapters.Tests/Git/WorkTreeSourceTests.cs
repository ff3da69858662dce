using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class WorkTreeSourceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void In_a_repository_the_files_are_what_a_commit_of_everything_would_hold()
    {
        _folder.Write(".gitignore", "*.log\nout/\n").Write("tracked.yaml", "1").Write("gone.yaml", "1").Write("metadata/b.yaml", "1");
        _folder.Write("tracked.log", "kept although ignored").Write("out/tracked", "1");
        Repository.Init(_folder.Path);
        using (var repository = new Repository(_folder.Path))
        {
            Commands.Stage(repository, ["tracked.yaml", "gone.yaml", "metadata/b.yaml"]);
            Commands.Stage(repository, ["tracked.log", "out/tracked"], new StageOptions { IncludeIgnored = true });
        }

        File.Delete(_folder["gone.yaml"]);
        _folder.Write("metadata/a.yaml", "untracked").Write("debug.log", "ignored").Write("out/built", "ignored").Write("deep/out/x", "ignored").Write(".fm/store.db", "ours").Write("bin/tool", "1");

        Assert.Equal(
            [".gitignore", "bin/tool", "metadata/a.yaml", "metadata/b.yaml", "out/tracked", "tracked.log", "tracked.yaml"],
            Paths(Open()));
    }

    [Fact]
    public void Outside_a_repository_all_files_count_but_the_store_and_what_was_built()
    {
        _folder.Write("migrator.yaml", "1").Write("metadata/.hidden", "1").Write(".fm/store.db", "1").Write("bin/tool", "1").Write("metadata/bin/x", "1");

        Assert.Equal(["metadata/.hidden", "metadata/bin/x", "migrator.yaml"], Paths(Open()));
    }

    [Fact]
    public void A_folder_below_the_root_of_a_repository_is_a_tree_of_its_own()
    {
        _folder.Write(".gitignore", "*.log\n/samples/shop/secret\n").Write("samples/shop/migrator.yaml", "1").Write("samples/shop/a.log", "1").Write("samples/shop/secret", "1").Write("other", "1");
        Repository.Init(_folder.Path);
        using (var repository = new Repository(_folder.Path))
        {
            Commands.Stage(repository, "*");
        }

        Assert.Equal(["migrator.yaml"], Paths(Open("samples/shop")));
    }

    [Fact]
    public async Task Bytes_are_those_on_disk_now()
    {
        _folder.Write("a", "one\r\n");
        var tree = Open().Value;
        Assert.Equal(5, Assert.Single(tree.Files).Length);

        _folder.Write("a", "another\r\n");

        using var reader = new StreamReader(await tree.OpenAsync("a", TestContext.Current.CancellationToken));
        Assert.Equal("another\r\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(() => tree.OpenAsync("../a", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Everything_that_may_not_be_there_is_found(bool repository)
    {
        if (repository)
        {
            Repository.Init(_folder.Path);
        }

        _folder.Write("folder/fine", "1").Write("large.yaml", "123456").Write("sparse.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:" + new string('a', 64) + "\nsize 9\n");
        File.CreateSymbolicLink(_folder["link"], _folder["folder/fine"]);
        Directory.CreateSymbolicLink(_folder["folder/loop"], _folder.Path);
        File.CreateSymbolicLink(_folder["dangling"], _folder["absent"]);
        Repository.Init(_folder["inner"]);

        var outcome = Open(limits: new SourceLimits(MetadataBytes: 5));

        Assert.Equal(
            [
                ("dangling", GitCodes.SymbolicLink.Code),
                ("folder/loop", GitCodes.SymbolicLink.Code),
                ("inner", GitCodes.Submodule.Code),
                ("large.yaml", GitCodes.FileTooLarge.Code),
                ("link", GitCodes.SymbolicLink.Code),
                ("sparse.csv", GitCodes.LfsPointer.Code),
            ],
            outcome.Findings.Select(finding => (finding.Place!.File, finding.Code)));
    }

    [Fact]
    public void Ignored_links_and_repositories_do_not_matter()
    {
        Repository.Init(_folder.Path);
        _folder.Write(".gitignore", "link\ninner\n");
        File.CreateSymbolicLink(_folder["link"], "/etc/passwd");
        Repository.Init(_folder["inner"]);

        Assert.Equal([".gitignore"], Paths(Open()));
    }

    [Fact]
    public void A_link_that_git_tracks_is_found_where_the_file_system_shows_a_file()
    {
        Repository.Init(_folder.Path);
        using (var repository = new Repository(_folder.Path))
        {
            using var target = new MemoryStream("fine"u8.ToArray());
            repository.Index.Add(repository.ObjectDatabase.CreateBlob(target), "link", Mode.SymbolicLink);
            repository.Index.Write();
        }

        _folder.Write("link", "fine");

        Refusal.Of(Open(), GitCodes.SymbolicLink);
    }

    [Fact]
    public void Unsafe_paths_and_too_many_files_are_found()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot have such a file.");
        _folder.Write("a\\b", "1").Write("line\nbreak", "1").Write("c", "1");

        Assert.Equal(["a\\b", "line?break"], Open().Findings.Select(finding => finding.Place!.File));
        Assert.Contains(Open(limits: new SourceLimits(Files: 2)).Findings, finding => finding.Code == GitCodes.TooManyFiles.Code);
    }

    [Fact]
    public void A_folder_reached_through_a_link_is_read_with_its_rules()
    {
        _folder.Write("real/shop/.gitignore", "*.log\n").Write("real/shop/a", "1").Write("real/shop/b.log", "1");
        Repository.Init(_folder["real/shop"]);
        Directory.CreateSymbolicLink(_folder["linked"], _folder["real"]);

        Assert.Equal([".gitignore", "a"], Paths(Open("linked/shop")));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_found()
    {
        Refusal.Of(Open("absent"), GitCodes.NoSuchRepository);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Paths(Outcome<ISourceTree> outcome) => outcome.Value.Files.Select(file => file.Path);

    private Outcome<ISourceTree> Open(string path = "", SourceLimits? limits = null) =>
        WorkTreeSource.Open(_folder[path], limits ?? new SourceLimits(), TestContext.Current.CancellationToken);
}
