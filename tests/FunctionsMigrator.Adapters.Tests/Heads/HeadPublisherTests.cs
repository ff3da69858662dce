using FunctionsMigrator.Adapters.Heads;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Evidence;
using LibGit2Sharp;

namespace FunctionsMigrator.Adapters.Tests.Heads;

public sealed class FolderHeadPublisherTests : HeadPublisherContract, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_a_finding_and_no_exception()
    {
        await File.WriteAllTextAsync(_folder["file"], "in the way", TestContext.Current.CancellationToken);

        var published = await new FolderHeadPublisher(_folder["file"]).PublishAsync(Head(1), TestContext.Current.CancellationToken);

        Assert.Equal("AUD017", Assert.Single(published.Findings).Code);
    }

    protected override Task<IHeadPublisher> CreateAsync() => AgainAsync();

    protected override Task<IHeadPublisher> AgainAsync() => Task.FromResult<IHeadPublisher>(new FolderHeadPublisher(_folder["heads"]));
}

public sealed class GitTagHeadPublisherTests : HeadPublisherContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private int _hosts;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tag_is_annotated_and_of_the_name_that_the_setting_begins()
    {
        var place = await CreateAsync();
        await place.PublishAsync(Head(3), TestContext.Current.CancellationToken);

        using var remote = new Repository(_folder["remote.git"]);
        var tag = Assert.Single(remote.Tags);
        Assert.Equal("refs/tags/fm-audit/store-1/production/000003", tag.CanonicalName);
        Assert.True(tag.IsAnnotated);
        Assert.Contains(Head(3).Head.Hex, tag.Annotation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_a_finding_and_no_exception()
    {
        var published = await new GitTagHeadPublisher(_folder["nothing.git"], "refs/tags/fm-audit", _folder["cache"]).PublishAsync(Head(1), TestContext.Current.CancellationToken);

        Assert.Equal("AUD017", Assert.Single(published.Findings).Code);
    }

    protected override Task<IHeadPublisher> CreateAsync()
    {
        Repository.Init(_folder["remote.git"], isBare: true);
        return AgainAsync();
    }

    protected override Task<IHeadPublisher> AgainAsync() =>
        Task.FromResult<IHeadPublisher>(new GitTagHeadPublisher(_folder["remote.git"], "refs/tags/fm-audit", _folder[$"cache-{++_hosts}"]));
}
