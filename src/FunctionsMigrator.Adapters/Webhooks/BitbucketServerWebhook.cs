using System.Text.Json;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>Bitbucket Data Center: <c>X-Hub-Signature</c> (SHA-256) over the body.</summary>
public sealed class BitbucketServerWebhook : IWebhookProvider
{
    /// <inheritdoc/>
    public string Name => "bitbucket-server";

    /// <inheritdoc/>
    public int LargestBody => 25 << 20;

    /// <inheritdoc/>
    public Finding? Verify(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now) => HmacProof.WhyNot(request, "X-Hub-Signature", secrets);

    /// <inheritdoc/>
    public Outcome<WebhookMessage> Read(WebhookRequest request) => DeliveredJson.Read(request, json =>
    {
        var delivery = DeliveredJson.Id(request.Header("X-Request-Id"));
        if (request.Header("X-Event-Key") is not "repo:refs_changed")
        {
            return DeliveredJson.Nothing(delivery, request.Header("X-Event-Key") ?? "no event");
        }

        var repository = json.Member("repository");
        var name = DeliveredJson.Short($"{repository.Member("project").Text("key")}/{repository.Text("slug")}");
        var actor = json.Object("actor");
        var pusher = DeliveredJson.Pusher(actor?.MaybeText("name"), actor?.MaybeText("emailAddress"));
        return new WebhookMessage(delivery, [.. json.List("changes").Select(change => PushOf(change, name) with { Pusher = pusher })]);
    });

    private static Push PushOf(JsonElement change, string repository) => new(
        repository,
        DeliveredJson.Ref(change.MaybeText("refId") ?? change.Member("ref").Text("id")),
        change.MaybeText("type") is "ADD" ? null : DeliveredJson.Sha(change.Text("fromHash")),
        change.MaybeText("type") is "DELETE" ? null : DeliveredJson.Sha(change.Text("toHash")));
}
