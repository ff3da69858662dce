using Azure.Storage.Blobs;
using FunctionsMigrator.Adapters.Heads;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Testing.Evidence;

namespace FunctionsMigrator.Integration.Tests.Azure;

public sealed class BlobHeadPublisherTests(TestServers servers) : HeadPublisherContract
{
    private readonly string _container = $"heads-{servers.NextName()}";

    [Fact]
    public async Task A_container_that_is_not_there_is_a_finding_and_no_exception()
    {
        var published = await (await AgainAsync()).PublishAsync(Head(1), TestContext.Current.CancellationToken);

        Assert.Equal("AUD017", Assert.Single(published.Findings).Code);
    }

    protected override async Task<IHeadPublisher> CreateAsync()
    {
        await new BlobContainerClient((await servers.AzuriteAsync()).ConnectionString, _container).CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return await AgainAsync();
    }

    protected override async Task<IHeadPublisher> AgainAsync() => BlobHeadPublisher.OfEmulator((await servers.AzuriteAsync()).ConnectionString, _container);
}
