using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Webhooks;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>Recorded deliveries of every provider, as the app's trigger hands them over: from the raw body to the reserved run.</summary>
public sealed class AppWebhookTests
{
    private const string Secret = "It's a Secret to Everybody";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("github", "FM_WEBHOOK_GITHUB_SECRETS")]
    [InlineData("gitlab", "FM_WEBHOOK_GITLAB_SECRETS")]
    [InlineData("bitbucket", "FM_WEBHOOK_BITBUCKET_SECRETS")]
    [InlineData("bitbucket-server", "FM_WEBHOOK_BITBUCKET_SERVER_SECRETS")]
    [InlineData("azure-devops", "FM_WEBHOOK_AZURE_DEVOPS_SECRETS")]
    [InlineData("generic", "FM_WEBHOOK_GENERIC_SECRETS")]
    public async Task A_delivery_reserves_one_run_and_its_replay_and_a_forged_one_none(string provider, string setting)
    {
        using var folder = new TestFolder();
        var head = Commit(folder);
        await using var app = await BeginAsync(folder, setting);
        var delivery = RecordedDelivery.Read(provider, "push").Replace(RecordedDelivery.After, head);

        var (status, _) = await PostAsync(app, provider, delivery.Sign(provider, Secret, app.Time.GetUtcNow()));
        var (again, text) = await PostAsync(app, provider, delivery.Sign(provider, Secret, app.Time.GetUtcNow()));
        var (forged, problem) = await PostAsync(app, provider, delivery.Sign(provider, "a guess", app.Time.GetUtcNow()));

        var run = Assert.Single(await new RunStore(app.Store.Records, app.Time).ListAsync(null, Cancellation));
        Assert.Equal((202, head, "production", $"webhook:{provider}"), (status, run.Commit, run.Environment, run.StartedBy));
        Assert.Equal("ada@example.com", Assert.Single(run.Pushers).Email);
        Assert.Equal((200, true), (again, text.Contains("\"Duplicate\"", StringComparison.Ordinal) && text.Contains(run.Id, StringComparison.Ordinal)));
        Assert.Equal((401, true), (forged, problem.Contains("DLV004", StringComparison.Ordinal)));
        Assert.Empty(await new DeliveryStore(app.Store.Records).OpenAsync(Cancellation));
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_are_taken_and_one_that_is_not_there_is_passed_over()
    {
        using var folder = new TestFolder();
        var head = Commit(folder);
        await using var app = await BeginAsync(folder, "FM_WEBHOOK_GITHUB_SECRETS", "fm-hook,fm-hook-next");
        var delivery = RecordedDelivery.Read("github", "push").Replace(RecordedDelivery.After, head);
        Assert.Equal(202, (await PostAsync(app, "github", delivery.Sign("github", Secret, app.Time.GetUtcNow()))).Status);

        app.Secrets["FM_SECRET_FM_HOOK_NEXT"] = "the next one";

        Assert.Equal(200, (await PostAsync(app, "github", delivery.Sign("github", "the next one", app.Time.GetUtcNow()))).Status);
        Assert.Equal(200, (await PostAsync(app, "github", delivery.Sign("github", Secret, app.Time.GetUtcNow()))).Status);
        app.Secrets.Clear();
        Assert.Equal(503, (await PostAsync(app, "github", delivery.Sign("github", Secret, app.Time.GetUtcNow()))).Status);
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_so_that_the_provider_delivers_again()
    {
        using var folder = new TestFolder();
        Commit(folder);
        await using var app = await BeginAsync(folder, "FM_WEBHOOK_GITHUB_SECRETS");
        app.Closed = true;

        Assert.Equal(503, (await PostAsync(app, "github", RecordedDelivery.Read("github", "push").Sign("github", Secret, app.Time.GetUtcNow()))).Status);
    }

    private static string Commit(TestFolder folder)
    {
        foreach (var (path, text) in SmallRepository.Files)
        {
            folder.Write($"repo/{path}", text);
        }

        return GitRepositories.Create(folder["repo"], "First", new GitIdentity("Ada", "ada@example.com"), DateTimeOffset.UnixEpoch).Value.Sha;
    }

    private static async Task<TestApp> BeginAsync(TestFolder folder, string setting, string names = "fm-hook")
    {
        var app = await TestApp.BeginAsync(repository: folder["repo"], settings: new Dictionary<string, string?> { [setting] = names });
        app.Secrets["FM_SECRET_FM_HOOK"] = Secret;
        return app;
    }

    private static async Task<(int Status, string Text)> PostAsync(TestApp app, string provider, RecordedDelivery delivery)
    {
        var http = app.Request("POST", $"/webhooks/{provider}", body: delivery.Body);
        foreach (var (name, value) in delivery.Headers)
        {
            http.Request.Headers[name] = value;
        }

        await app.Pipeline.AnswerAsync(http, new SilentEngine());
        return (http.Response.StatusCode, TestApp.Text(http));
    }
}
