using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Git;

public sealed class RefusedRepositoryTests : IDisposable
{
    private readonly TestRepository _repository = new();
    private readonly TestFolder _other = new();

    [Fact]
    public async Task A_folder_that_does_not_exist_is_no_repository()
    {
        Refusal.Of(await Resolve(_other["absent"]), GitCodes.NoSuchRepository);
        Refusal.Of(await Resolve(Url(_other["absent"])), GitCodes.NoSuchRepository);
    }

    [Fact]
    public async Task A_plain_folder_is_no_repository()
    {
        Refusal.Of(await Resolve(_other.Path), GitCodes.NotARepository);
        Refusal.Of(await Resolve(Url(_other.Path)), GitCodes.NotARepository);
    }

    [Fact]
    public async Task A_folder_inside_a_repository_leads_to_its_root()
    {
        _repository.Write("metadata/a.yaml", "1").Commit();

        var finding = Refusal.Of(await Resolve(Path.Combine(_repository.Folder, "metadata")), GitCodes.NotARepository);

        Assert.Contains(Path.GetFileName(_repository.Folder), finding.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("metadata.", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com/shop.git")]
    [InlineData("ssh://git@example.com/shop.git")]
    [InlineData("git@example.com:shop.git")]
    [InlineData("git://example.com/shop.git")]
    [InlineData("https://")]
    public async Task Addresses_of_other_kinds_are_refused(string address)
    {
        Refusal.Of(await Resolve(address), GitCodes.UnsupportedAddress);
    }

    [Fact]
    public async Task A_refused_address_shows_no_password()
    {
        var finding = Refusal.Of(await Resolve("http://ada:hunter2@example.com/shop.git"), GitCodes.UnsupportedAddress);

        Assert.DoesNotContain("hunter2", finding.ToString() + finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_SHA_256_repository_is_refused()
    {
        GitProgram.Run(_other.Path, "init", "-q", "--object-format=sha256");

        Refusal.Of(await Resolve(_other.Path), GitCodes.Sha256Repository);
        Refusal.Of(await Resolve(Url(_other.Path)), GitCodes.Sha256Repository);
    }

    [Fact]
    public async Task A_repository_with_an_unknown_extension_is_refused()
    {
        _repository.Write("a", "1").Commit();
        _repository.Git("config", "core.repositoryformatversion", "1");
        _repository.Git("config", "extensions.refstorage", "reftable");

        var finding = Refusal.Of(await Resolve(_repository.Folder), GitCodes.UnsupportedFormat);

        Assert.Contains("refstorage", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("main")]
    [InlineData("v1")]
    public async Task A_repository_that_lacks_an_object_is_refused(string revision)
    {
        var commit = _repository.Write("a", "1").Commit();
        _repository.With(repository => repository.ApplyTag("v1"));
        var file = Path.Combine(_repository.Folder, ".git", "objects", commit[..2], commit[2..]);
        File.SetAttributes(file, FileAttributes.Normal);
        File.Delete(file);

        Refusal.Of(await Resolve(_repository.Folder, revision), GitCodes.Damaged);
    }

    [Fact]
    public async Task A_repository_of_another_user_is_refused_with_the_way_to_trust_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows(), "Only root can give a folder to another user.");
        _repository.Write("a", "1").Commit();
        GiveToNobody(_repository.Folder);

        foreach (var address in new[] { _repository.Folder, _repository.Url })
        {
            var finding = Refusal.Of(await Resolve(address), GitCodes.OtherOwner);
            Assert.Contains($"safe.directory {_repository.Folder}", finding.Remedy, StringComparison.Ordinal);
        }

        Refusal.Of(WorkTreeSource.Open(_repository.Folder, new SourceLimits(), TestContext.Current.CancellationToken), GitCodes.OtherOwner);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _other.Dispose();
    }

    private static void GiveToNobody(string folder)
    {
        using var process = System.Diagnostics.Process.Start("chown", ["-R", "65534", folder]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static string Url(string folder) => new Uri(folder).AbsoluteUri;

    private Task<Outcome<CommitInfo>> Resolve(string repository, string revision = "HEAD") =>
        new LibGit2Source(_other["cache"]).ResolveAsync(repository, revision, TestContext.Current.CancellationToken);
}
