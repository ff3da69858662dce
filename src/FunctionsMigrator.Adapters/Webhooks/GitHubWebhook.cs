using System.Text.Json;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>GitHub and GitHub Enterprise Server: <c>X-Hub-Signature-256</c> over the body. SHA-1 is not taken.</summary>
public sealed class GitHubWebhook : IWebhookProvider
{
    /// <inheritdoc/>
    public string Name => "github";

    /// <inheritdoc/>
    public int LargestBody => 25 << 20;

    /// <inheritdoc/>
    public Finding? Verify(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now) => HmacProof.WhyNot(request, "X-Hub-Signature-256", secrets);

    /// <inheritdoc/>
    public Outcome<WebhookMessage> Read(WebhookRequest request) => DeliveredJson.Read(request, json =>
    {
        var delivery = DeliveredJson.Id(request.Header("X-GitHub-Delivery"));
        return request.Header("X-GitHub-Event") is "push" ? new WebhookMessage(delivery, [PushOf(json)]) : DeliveredJson.Nothing(delivery, request.Header("X-GitHub-Event") ?? "no event");
    });

    private static Push PushOf(JsonElement json)
    {
        var repository = json.Member("repository");
        var pusher = json.Object("pusher");
        return new Push(
            DeliveredJson.Short(repository.Text("full_name")),
            DeliveredJson.Ref(json.Text("ref")),
            DeliveredJson.Sha(json.Text("before")),
            DeliveredJson.Sha(json.Text("after")),
            json.IsTrue("forced"),
            DeliveredJson.Pusher(pusher?.MaybeText("name"), pusher?.MaybeText("email")),
            DeliveredJson.Host(repository.MaybeText("clone_url")));
    }
}
