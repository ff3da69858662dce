using System.Text.Json;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>Bitbucket Cloud: <c>X-Hub-Signature</c> (SHA-256) over the body, which it sends where the hook has a secret.</summary>
public sealed class BitbucketWebhook : IWebhookProvider
{
    /// <inheritdoc/>
    public string Name => "bitbucket";

    /// <inheritdoc/>
    public int LargestBody => 25 << 20;

    /// <inheritdoc/>
    public Finding? Verify(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now) => HmacProof.WhyNot(request, "X-Hub-Signature", secrets);

    /// <inheritdoc/>
    public Outcome<WebhookMessage> Read(WebhookRequest request) => DeliveredJson.Read(request, json =>
    {
        var delivery = DeliveredJson.Id(request.Header("X-Request-UUID"));
        if (request.Header("X-Event-Key") is not "repo:push")
        {
            return DeliveredJson.Nothing(delivery, request.Header("X-Event-Key") ?? "no event");
        }

        var repository = json.Member("repository");
        var name = DeliveredJson.Short(repository.Text("full_name"));
        var host = DeliveredJson.Host(repository.Object("links")?.Object("html")?.MaybeText("href"));
        var actor = json.Object("actor");
        var pusher = DeliveredJson.Pusher(actor?.MaybeText("display_name") ?? actor?.MaybeText("nickname"), actor?.MaybeText("nickname"));
        return new WebhookMessage(delivery, [.. json.Member("push").List("changes").Select(change => PushOf(change, name) with { Pusher = pusher, Host = host })]);
    });

    private static Push PushOf(JsonElement change, string repository)
    {
        var (old, now) = (change.Object("old"), change.Object("new"));
        var stands = now ?? old ?? throw new FormatException("A change has neither 'old' nor 'new'.");
        var folder = stands.MaybeText("type") is "tag" or "annotated_tag" ? "tags" : "heads";
        return new Push(repository, DeliveredJson.Ref($"refs/{folder}/{stands.Text("name")}"), CommitOf(old), CommitOf(now), change.IsTrue("forced"));
    }

    private static string? CommitOf(JsonElement? side) => side is { } there ? DeliveredJson.Sha(there.Member("target").Text("hash")) : null;
}
