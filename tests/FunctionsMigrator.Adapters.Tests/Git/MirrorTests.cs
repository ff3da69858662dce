using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class MirrorTests : IDisposable
{
    private readonly TestRepository _remote = new();
    private readonly TestFolder _cache = new();

    [Fact]
    public async Task A_remote_repository_is_copied_without_a_work_tree_and_read_from_the_copy()
    {
        var commit = _remote.Write("metadata/a.yaml", "one").Commit();
        _remote.With(repository => repository.ApplyTag("v1"));

        Assert.Equal(commit, (await Resolve("v1")).Value.Sha);
        Assert.Equal(commit, (await Resolve("HEAD")).Value.Sha);
        var tree = (await Source().OpenTreeAsync(_remote.Url, commit, new SourceLimits(), Cancellation)).Value;
        using var reader = new StreamReader(await tree.OpenAsync("metadata/a.yaml", Cancellation));
        Assert.Equal("one", await reader.ReadToEndAsync(Cancellation));

        using var mirror = new Repository(MirrorFolder);
        Assert.True(mirror.Info.IsBare);
    }

    [Fact]
    public async Task A_later_push_is_seen_and_only_what_is_new_is_fetched()
    {
        _remote.Write("a", "1").Commit();
        await Resolve("main");
        var before = Packs();
        var second = _remote.Write("a", "2").Commit();

        Assert.Equal(second, (await Resolve("main")).Value.Sha);

        var fetched = Assert.Single(Packs().Except(before));
        Assert.Equal(3, ObjectsIn(fetched));
        await Resolve("main");
        Assert.Equal(before.Count + 1, Packs().Count);
    }

    [Fact]
    public async Task A_branch_that_was_moved_back_or_deleted_is_so_in_the_copy_and_its_commit_stays_readable()
    {
        var first = _remote.Write("a", "1").Commit();
        var second = _remote.Write("a", "2").Commit();
        _remote.With(repository => repository.CreateBranch("gone"));
        Assert.Equal(second, (await Resolve("gone")).Value.Sha);

        _remote.With(repository =>
        {
            repository.Branches.Remove("gone");
            repository.Reset(ResetMode.Hard, first);
            return 0;
        });

        Assert.Equal(first, (await Resolve("main")).Value.Sha);
        Refusal.Of(await Resolve("gone"), GitCodes.NoSuchRevision);
        Assert.Equal(second, (await Resolve(second)).Value.Sha);
    }

    [Fact]
    public async Task HEAD_is_that_of_the_remote_repository_also_when_it_moves()
    {
        var first = _remote.Write("a", "1").Commit();
        Assert.Equal(first, (await Resolve("HEAD")).Value.Sha);
        _remote.With(repository => Commands.Checkout(repository, repository.CreateBranch("trunk")));
        var second = _remote.Write("a", "2").Commit();

        Assert.Equal(second, (await Resolve("HEAD")).Value.Sha);
        Assert.Equal(first, (await Resolve("main")).Value.Sha);
    }

    [Fact]
    public async Task A_commit_that_the_copy_has_is_read_while_the_remote_repository_is_away()
    {
        var first = _remote.Write("a", "1").Commit();
        var second = _remote.Write("a", "2").Commit();
        await Resolve("main");
        Directory.Move(_remote.Folder, _remote.Folder + "-away");
        try
        {
            Assert.Equal(second, (await Resolve(second)).Value.Sha);
            Assert.True((await Source().OpenTreeAsync(_remote.Url, second, new SourceLimits(), Cancellation)).Succeeded);
            Assert.Single((await Source().RangeAsync(_remote.Url, first, second, 10, Cancellation)).Value);
            Refusal.Of(await Resolve("main"), GitCodes.NoSuchRepository);
        }
        finally
        {
            Directory.Move(_remote.Folder + "-away", _remote.Folder);
        }
    }

    [Fact]
    public async Task A_copy_that_was_never_finished_is_made_again()
    {
        var commit = _remote.Write("a", "1").Commit();
        await Resolve("main");
        var mirror = MirrorFolder;
        Directory.Move(mirror, mirror + ".new");
        File.Delete(Path.Combine(mirror + ".new", "HEAD"));

        Assert.Equal(commit, (await Resolve("main")).Value.Sha);
        Assert.False(Directory.Exists(mirror + ".new"));
    }

    [Fact]
    public async Task A_copy_that_cannot_be_opened_is_made_again()
    {
        var commit = _remote.Write("a", "1").Commit();
        await Resolve("main");
        File.Delete(Path.Combine(MirrorFolder, "HEAD"));

        Assert.Equal(commit, (await Resolve("main")).Value.Sha);
    }

    [Fact]
    public async Task What_a_killed_fetch_left_behind_is_removed_by_the_next_one()
    {
        _remote.Write("a", "1").Commit();
        await Resolve("main");
        var leftover = Path.Combine(MirrorFolder, "objects", "pack", "pack_git2_abcdef");
        await File.WriteAllTextAsync(leftover, "half", Cancellation);
        var second = _remote.Write("a", "2").Commit();

        Assert.Equal(second, (await Resolve("main")).Value.Sha);
        Assert.False(File.Exists(leftover));
    }

    [Fact]
    public async Task Many_readers_that_start_at_once_make_one_copy()
    {
        var commit = _remote.Write("a", "1").Commit();

        var resolved = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Resolve("main"))));

        Assert.All(resolved, outcome => Assert.Equal(commit, outcome.Value.Sha));
        Assert.Single(Directory.GetDirectories(_cache.Path));
    }

    [Fact]
    public async Task A_copy_that_another_process_fetches_for_too_long_is_a_finding()
    {
        _remote.Write("a", "1").Commit();
        await Resolve("main");
        await using var held = new FileStream(Path.ChangeExtension(MirrorFolder, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Refusal.Of(await Source(new GitSourceOptions { LockTimeout = TimeSpan.Zero }).ResolveAsync(_remote.Url, "main", Cancellation), GitCodes.MirrorBusy);
    }

    [Fact]
    public async Task A_reader_waits_for_another_process_to_finish()
    {
        var commit = _remote.Write("a", "1").Commit();
        await Resolve("main");
        var held = new FileStream(Path.ChangeExtension(MirrorFolder, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var waiting = Resolve("main");
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();

        Assert.Equal(commit, (await waiting).Value.Sha);
    }

    [Fact]
    public async Task Waiting_for_another_process_can_be_cancelled()
    {
        _remote.Write("a", "1").Commit();
        await Resolve("main");
        await using var held = new FileStream(Path.ChangeExtension(MirrorFolder, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var cancel = new CancellationTokenSource();

        var waiting = Source().ResolveAsync(_remote.Url, "main", cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Repositories_have_copies_of_their_own()
    {
        using var other = new TestRepository();
        var here = _remote.Write("a", "1").Commit();
        var there = other.Write("a", "2").Commit();

        Assert.Equal(here, (await Resolve("main")).Value.Sha);
        Assert.Equal(there, (await Source().ResolveAsync(other.Url, "main", Cancellation)).Value.Sha);
        Assert.Equal(here, (await Resolve("main")).Value.Sha);
    }

    [Fact]
    public async Task The_folder_of_the_copies_is_private()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        _remote.Write("a", "1").Commit();
        using var folder = new TestFolder();

        await new LibGit2Source(folder["cache"]).ResolveAsync(_remote.Url, "main", Cancellation);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["cache"]));
    }

    public void Dispose()
    {
        _remote.Dispose();
        _cache.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string MirrorFolder => Assert.Single(Directory.GetDirectories(_cache.Path));

    private LibGit2Source Source(GitSourceOptions? options = null) => new(_cache.Path, options);

    private Task<Outcome<CommitInfo>> Resolve(string revision) => Source().ResolveAsync(_remote.Url, revision, Cancellation);

    private HashSet<string> Packs() => [.. Directory.GetFiles(Path.Combine(MirrorFolder, "objects", "pack"), "*.pack")];

    // A pack states its number of objects in bytes 8 to 11.
    private static int ObjectsIn(string pack) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(File.ReadAllBytes(pack).AsSpan(8));
}
