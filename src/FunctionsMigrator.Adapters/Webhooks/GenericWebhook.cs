using System.Text.Json;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>Whoever can sign as <see cref="GenericSignature"/> says: a pipeline, a <c>post-receive</c> hook, another git server.</summary>
public sealed class GenericWebhook : IWebhookProvider
{
    /// <inheritdoc/>
    public string Name => "generic";

    /// <inheritdoc/>
    public int LargestBody => 1 << 20;

    /// <inheritdoc/>
    public Finding? Verify(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now) => GenericSignature.WhyNot(request, secrets, now);

    /// <inheritdoc/>
    public Outcome<WebhookMessage> Read(WebhookRequest request) => DeliveredJson.Read(request, json =>
    {
        var delivery = DeliveredJson.Id(GenericSignature.Nonce(request));
        return json.IsTrue("ping") ? DeliveredJson.Nothing(delivery, "ping") : new WebhookMessage(delivery, [PushOf(json)]);
    });

    private static Push PushOf(JsonElement json)
    {
        var pusher = json.Object("pusher");
        return new Push(
            DeliveredJson.Short(json.Text("repository")),
            DeliveredJson.Ref(json.Text("ref")),
            DeliveredJson.Sha(json.MaybeText("before")),
            DeliveredJson.Sha(json.Text("after")),
            json.IsTrue("forced"),
            DeliveredJson.Pusher(pusher?.MaybeText("name"), pusher?.MaybeText("email")));
    }
}
