using System.Text;
using FunctionsMigrator.Adapters.Webhooks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Testing.Webhooks;

namespace FunctionsMigrator.Adapters.Tests.Webhooks;

public sealed class GitHubWebhookTests : WebhookProviderContract
{
    protected override IWebhookProvider Provider { get; } = new GitHubWebhook();

    protected override IReadOnlyList<string> ProofHeaders => ["X-Hub-Signature-256"];

    [Fact]
    public void The_signature_of_the_documented_example_is_taken()
    {
        var request = new WebhookRequest(
            Encoding.UTF8.GetBytes("Hello, World!"), new Dictionary<string, string> { ["X-Hub-Signature-256"] = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" });

        Assert.Null(Provider.Verify(request, ["It's a Secret to Everybody"], DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void A_forced_push_is_told_as_one()
    {
        Assert.True(Provider.Read(Signed("forced").Request).Value.Pushes[0].Forced);
    }
}

public sealed class GitLabTokenTests : WebhookProviderContract
{
    protected override IWebhookProvider Provider { get; } = new GitLabWebhook();

    protected override bool CoversBody => false;

    protected override IReadOnlyList<string> ProofHeaders => ["X-Gitlab-Token"];
}

public sealed class GitLabSignatureTests : WebhookProviderContract
{
    private const string Key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    protected override IWebhookProvider Provider { get; } = new GitLabWebhook();

    protected override string Secret => Key;

    protected override string OtherSecret => "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    protected override bool Ages => true;

    protected override IReadOnlyList<string> ProofHeaders => ["webhook-signature", "webhook-id", "webhook-timestamp"];

    [Fact]
    public void The_signature_of_the_example_is_taken_among_others_and_only_at_its_time()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1767225600);
        var request = Example("v1,AAAA v2,xk443Up8vnLj0SOktziq30N40rxr6Xi9QOITNDe3pWM= v1,xk443Up8vnLj0SOktziq30N40rxr6Xi9QOITNDe3pWM=");

        Assert.Null(Provider.Verify(request, [Key], at));
        Assert.Equal("DLV005", Provider.Verify(request, [Key], at.AddMinutes(6))?.Code);
        Assert.Equal("DLV004", Provider.Verify(Example("v2,xk443Up8vnLj0SOktziq30N40rxr6Xi9QOITNDe3pWM="), [Key], at)?.Code);
    }

    [Fact]
    public void A_signing_secret_sent_as_a_token_proves_nothing()
    {
        var delivery = RecordedDelivery.Read("gitlab", "push").With([new("X-Gitlab-Token", Key)]);

        Assert.Equal("DLV004", Provider.Verify(delivery.Request, [Key], DateTimeOffset.UnixEpoch)?.Code);
    }

    private static WebhookRequest Example(string signature) => new(
        Encoding.UTF8.GetBytes("""{"object_kind":"push","ref":"refs/heads/main"}"""),
        new Dictionary<string, string> { ["webhook-id"] = "f5e5f430-f57b-4e6e-9fac-d9128cd7232f", ["webhook-timestamp"] = "1767225600", ["webhook-signature"] = signature });
}

public sealed class BitbucketWebhookTests : WebhookProviderContract
{
    protected override IWebhookProvider Provider { get; } = new BitbucketWebhook();

    protected override IReadOnlyList<string> ProofHeaders => ["X-Hub-Signature"];

    [Fact]
    public void The_signature_of_the_documented_example_is_taken()
    {
        var request = new WebhookRequest(
            Encoding.UTF8.GetBytes("Hello World!"), new Dictionary<string, string> { ["X-Hub-Signature"] = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9" });

        Assert.Null(Provider.Verify(request, ["It's a Secret to Everybody"], DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void A_forced_push_is_told_as_one()
    {
        Assert.True(Provider.Read(Signed("forced").Request).Value.Pushes[0].Forced);
    }
}

public sealed class BitbucketServerWebhookTests : WebhookProviderContract
{
    protected override IWebhookProvider Provider { get; } = new BitbucketServerWebhook();

    protected override IReadOnlyList<string> ProofHeaders => ["X-Hub-Signature"];
}

public sealed class AzureDevOpsWebhookTests : WebhookProviderContract
{
    protected override IWebhookProvider Provider { get; } = new AzureDevOpsWebhook();

    protected override bool CoversBody => false;

    protected override IReadOnlyList<string> ProofHeaders => ["Authorization"];

    protected override string Repository => "contoso/example/_git/shop";

    [Fact]
    public void The_value_of_the_subscriptions_own_header_proves_a_delivery_too()
    {
        var delivery = RecordedDelivery.Read("azure-devops", "push");

        Assert.Null(Provider.Verify(delivery.With([new("X-Fm-Token", Secret)]).Request, [Secret], DateTimeOffset.UnixEpoch));
        Assert.Equal("DLV004", Provider.Verify(delivery.With([new("X-Fm-Token", "guess")]).Request, [Secret], DateTimeOffset.UnixEpoch)?.Code);
    }
}

public sealed class GenericWebhookTests : WebhookProviderContract
{
    protected override IWebhookProvider Provider { get; } = new GenericWebhook();

    protected override bool Ages => true;

    protected override IReadOnlyList<string> ProofHeaders => [GenericSignature.SignatureHeader, GenericSignature.TimestampHeader, GenericSignature.NonceHeader];

    [Fact]
    public void Time_and_nonce_are_signed_with_the_body()
    {
        var now = new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);
        var delivery = Signed("push");

        Assert.Equal("DLV004", Provider.Verify(delivery.With([new(GenericSignature.NonceHeader, "nonce-0002")]).Request, [Secret], now)?.Code);
        Assert.Equal("DLV004", Provider.Verify(delivery.With([new(GenericSignature.TimestampHeader, "1795426216")]).Request, [Secret], now)?.Code);
        Assert.Equal("DLV003", Provider.Verify(delivery.With([new(GenericSignature.NonceHeader, "a.b.c.d.e")]).Request, [Secret], now)?.Code);
    }

    [Fact]
    public void The_signature_is_the_one_that_senders_make()
    {
        Assert.Equal("v1=17ba808aa8c1766e4d47ecf14aa93c5b2c8b0f953ce02d45e7e60d5f0da24559", GenericSignature.Of("secret", "1795426215", "nonce-0001", "{}"u8));
    }
}

public sealed class WebhookCatalogueTests
{
    [Fact]
    public void Every_provider_has_a_setting_with_the_names_of_its_secrets()
    {
        Assert.Equal(AdapterCatalogue.WebhookProviders.Select(provider => provider.Name).Order(StringComparer.Ordinal), WebhookSettings.Secrets.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://github.com/example/shop.git", "example/shop", "github.com", true)]
    [InlineData("https://github.com/Example/Shop", "example/shop", "github.com", true)]
    [InlineData("https://github.com/example/shop.git", "example/shop", "ghe.example.com", false)]
    [InlineData("https://github.com/example/shop.git", "example/shop2", "github.com", false)]
    [InlineData("https://git.example.com/scm/EX/shop.git", "ex/shop", null, true)]
    [InlineData("https://dev.azure.com/contoso/Our%20Shop/_git/shop", "contoso/Our Shop/_git/shop", null, true)]
    [InlineData("https://github.com/example/shop.git", "shop", null, true)]
    [InlineData("https://github.com/example/myshop.git", "shop", null, false)]
    public void A_push_is_of_the_repository_whose_address_ends_in_its_name(string address, string name, string? host, bool same)
    {
        Assert.Equal(same, new Push(name, "refs/heads/main", null, RecordedDelivery.After, Host: host).IsOf(new Uri(address)));
    }
}
