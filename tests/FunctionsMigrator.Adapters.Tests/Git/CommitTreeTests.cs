using System.Text;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class CommitTreeTests : IDisposable
{
    private readonly TestRepository _repository = new();
    private readonly TestFolder _cache = new();

    [Fact]
    public async Task Files_come_in_ordinal_order_with_their_lengths()
    {
        var commit = _repository.Write("b/a", "12").Write("b.c", "1").Write("a", "").Write("B", "123").Write("ä", "1").Commit();

        var tree = (await Open(commit)).Value;

        Assert.Equal([new("B", 3), new("a", 0), new("b.c", 1), new("b/a", 2), new("ä", 1)], tree.Files);
    }

    [Fact]
    public async Task Bytes_are_those_of_the_commit_whatever_the_work_tree_holds()
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFFone\r\ntwo\r\n");
        var commit = _repository.Write("a.txt", bytes).Commit();
        _repository.Write("a.txt", "edited").Delete("a.txt");

        Assert.Equal(bytes, await Read((await Open(commit)).Value, "a.txt"));
    }

    [Fact]
    public async Task A_large_file_is_read_as_a_stream_that_can_be_left_early()
    {
        var bytes = new byte[5 << 20];
        new Random(1).NextBytes(bytes);
        var commit = _repository.Write("large.bin", bytes).Commit();
        var tree = (await Open(commit)).Value;

        await using (var early = await tree.OpenAsync("large.bin", TestContext.Current.CancellationToken))
        {
            Assert.Equal(bytes.Length, early.Length);
            Assert.Equal(bytes[0], early.ReadByte());
        }

        Assert.Equal(bytes, await Read(tree, "large.bin"));
    }

    [Fact]
    public async Task Several_files_can_be_read_at_once()
    {
        foreach (var i in Enumerable.Range(0, 50))
        {
            _repository.Write($"f{i}", new string((char)('a' + (i % 26)), 100_000 + i));
        }

        var tree = (await Open(_repository.Commit())).Value;

        var read = await Task.WhenAll(tree.Files.Select(file => Task.Run(() => Read(tree, file.Path))));

        Assert.Equal(tree.Files.Select(file => file.Length), read.Select(bytes => (long)bytes.Length));
        Assert.All(read, bytes => Assert.Single(bytes.Distinct()));
    }

    [Fact]
    public async Task A_path_that_is_no_file_of_the_commit_cannot_be_opened()
    {
        var tree = (await Open(_repository.Write("folder/a", "1").Commit())).Value;

        await Assert.ThrowsAsync<ArgumentException>(() => tree.OpenAsync("folder", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(() => tree.OpenAsync("../a", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Links_submodules_and_pointers_are_all_found_with_their_paths()
    {
        var pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + new string('a', 64) + "\nsize 12345\n";
        var first = _repository.Write("fine", "1").Commit();
        var commit = Tree(("120000", "link", Blob("/etc/passwd")), ("160000", "module", first), ("100644", "big.csv", Blob(pointer)), ("100644", "fine", Blob("1")));

        var outcome = await Open(commit);

        Assert.False(outcome.Succeeded);
        Assert.Equal(
            [("big.csv", GitCodes.LfsPointer.Code), ("link", GitCodes.SymbolicLink.Code), ("module", GitCodes.Submodule.Code)],
            outcome.Findings.Select(finding => (finding.Place!.File, finding.Code)));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData(".git ")]
    [InlineData(".git::$INDEX_ALLOCATION")]
    [InlineData("git~1")]
    [InlineData("a\\b")]
    [InlineData("C:")]
    [InlineData("c:evil")]
    [InlineData("line\nbreak")]
    [InlineData("tab\t")]
    public async Task Unsafe_names_are_found_as_files_and_as_folders(string name)
    {
        Refusal.Of(await Open(Tree(("100644", name, Blob("1")))), GitCodes.UnsafePath);
        Refusal.Of(await Open(Tree(("40000", name, RawTree(("100644", "a", Blob("1")))))), GitCodes.UnsafePath);
    }

    [Theory]
    [InlineData(".gitattributes")]
    [InlineData(".github")]
    [InlineData("...")]
    [InlineData("a..b")]
    [InlineData("ab:c")]
    [InlineData("name with spaces, (brackets) & ünïcode")]
    public async Task Odd_but_safe_names_are_fine(string name)
    {
        var tree = (await Open(Tree(("100644", name, Blob("1"))))).Value;

        Assert.Equal(name, Assert.Single(tree.Files).Path);
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_found()
    {
        var commit = Commit(Raw([.. "100644 a"u8, 0xFF, 0, .. Convert.FromHexString(Blob("1"))]));

        Refusal.Of(await Open(commit), GitCodes.UnsafePath);
    }

    [Fact]
    public async Task Two_entries_of_one_name_are_found()
    {
        var finding = Refusal.Of(await Open(Tree(("100644", "a", Blob("1")), ("100644", "a", Blob("2")))), GitCodes.UnsafePath);

        Assert.Contains("twice", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_is_found_and_not_shown_whole()
    {
        var finding = Refusal.Of(await Open(Tree(("100644", new string('x', 1_001), Blob("1")))), GitCodes.UnsafePath);

        Assert.InRange(finding.Message.Length, 1, 400);
    }

    [Fact]
    public async Task Files_over_their_limit_are_found_and_those_at_the_limit_are_not()
    {
        var commit = _repository.Write("a.yaml", "12345").Write("b.YML", "123456").Write("c.csv", "1234567890").Write("d.csv", "12345678901").Commit();

        var outcome = await Open(commit, new SourceLimits(FileBytes: 10, MetadataBytes: 5));

        Assert.Equal(["b.YML", "d.csv"], outcome.Findings.Select(finding => finding.Place!.File));
        Assert.All(outcome.Findings, finding => Assert.Equal(GitCodes.FileTooLarge.Code, finding.Code));
        Assert.Contains("6 bytes; the limit for YAML files is 5", outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_files_than_the_limit_are_found_and_as_many_are_not()
    {
        var commit = _repository.Write("a", "1").Write("b", "1").Write("c", "1").Commit();

        Assert.True((await Open(commit, new SourceLimits(Files: 3))).Succeeded);
        Refusal.Of(await Open(commit, new SourceLimits(Files: 2)), GitCodes.TooManyFiles);
    }

    [Fact]
    public async Task Small_trees_that_unfold_without_end_are_given_up()
    {
        var tree = RawTree(("100644", "a", Blob("1")));
        for (var level = 0; level < 30; level++)
        {
            var inner = tree;
            tree = RawTree([.. Enumerable.Range(0, 10).Select(i => ("40000", $"d{i}", inner))]);
        }

        Refusal.Of(await Open(Commit(tree), new SourceLimits(Files: 2_000)), GitCodes.TooManyFiles);
    }

    [Fact]
    public async Task A_file_whose_content_is_missing_is_found()
    {
        var commit = _repository.Write("a", "1").Commit();
        var blob = Blob("1");
        var file = Path.Combine(_repository.Folder, ".git", "objects", blob[..2], blob[2..]);
        File.SetAttributes(file, FileAttributes.Normal);
        File.Delete(file);

        Refusal.Of(await Open(commit), GitCodes.Damaged);
    }

    [Fact]
    public async Task A_cancelled_reading_stops()
    {
        var commit = _repository.Write("a", "1").Commit();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new LibGit2Source(_cache.Path).OpenTreeAsync(_repository.Folder, commit, new SourceLimits(), cancelled.Token));
    }

    public void Dispose()
    {
        _repository.Dispose();
        _cache.Dispose();
    }

    private Task<Outcome<ISourceTree>> Open(string commit, SourceLimits? limits = null) =>
        new LibGit2Source(_cache.Path).OpenTreeAsync(_repository.Folder, commit, limits ?? new SourceLimits(), TestContext.Current.CancellationToken);

    private static async Task<byte[]> Read(ISourceTree tree, string path)
    {
        await using var stream = await tree.OpenAsync(path, TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    private string Blob(string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return WithObjects(repository => repository.ObjectDatabase.CreateBlob(content).Sha);
    }

    // Trees that git would not make, but would fetch.
    private string Tree(params (string Mode, string Name, string Sha)[] entries) => Commit(RawTree(entries));

    private string RawTree(params (string Mode, string Name, string Sha)[] entries) =>
        Raw([.. entries.SelectMany(entry => (byte[])[.. Encoding.UTF8.GetBytes($"{entry.Mode} {entry.Name}\0"), .. Convert.FromHexString(entry.Sha)])]);

    private string Raw(byte[] tree) => WithObjects(repository => repository.ObjectDatabase.Write<Tree>(tree).Sha);

    private string Commit(string tree)
    {
        var text = $"tree {tree}\nauthor Ada <ada@example.com> 1793606400 +0100\ncommitter Ada <ada@example.com> 1793606400 +0100\n\nOdd\n";
        return WithObjects(repository => repository.ObjectDatabase.Write<Commit>(Encoding.UTF8.GetBytes(text)).Sha);
    }

    private T WithObjects<T>(Func<Repository, T> act)
    {
        if (!Repository.IsValid(_repository.Folder))
        {
            Repository.Init(_repository.Folder);
        }

        return _repository.With(act);
    }
}
