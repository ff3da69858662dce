using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>
/// Azure DevOps service hooks, which sign nothing: the secret is the password of basic authentication (under any user name), or the value of a header <c>X-Fm-Token</c> of the
/// subscription. Over https only.
/// </summary>
public sealed class AzureDevOpsWebhook : IWebhookProvider
{
    private const string Basic = "Basic ";
    private const string Token = "X-Fm-Token";

    /// <inheritdoc/>
    public string Name => "azure-devops";

    /// <inheritdoc/>
    public int LargestBody => 25 << 20;

    /// <inheritdoc/>
    public Finding? Verify(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (request.Header(Token) is { } token)
        {
            return ConstantTime.IsSecret(token, secrets) ? null : DeliveryCodes.WrongSignature.Finding($"{Token} is none of the host's secrets.");
        }

        if (request.Header("Authorization") is not { } header || !header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return DeliveryCodes.NotSigned.Finding($"The delivery has neither basic authentication nor {Token}.");
        }

        return PasswordOf(header[Basic.Length..]) is { } password && ConstantTime.IsSecret(password, secrets)
            ? null
            : DeliveryCodes.WrongSignature.Finding("The password of the basic authentication is none of the host's secrets.");
    }

    /// <inheritdoc/>
    public Outcome<WebhookMessage> Read(WebhookRequest request) => DeliveredJson.Read(request, json =>
    {
        // The id of the event is the same for every notification about it.
        var delivery = DeliveredJson.Id(json.MaybeText("id"));
        if (json.MaybeText("eventType") is not "git.push")
        {
            return DeliveredJson.Nothing(delivery, json.MaybeText("eventType") ?? "no event");
        }

        var resource = json.Member("resource");
        var name = NameOf(resource.Member("repository"));
        var by = resource.Object("pushedBy");
        var pusher = DeliveredJson.Pusher(by?.MaybeText("displayName"), by?.MaybeText("uniqueName"));
        return new WebhookMessage(delivery, [.. resource.List("refUpdates").Select(update => PushOf(update, name) with { Pusher = pusher })]);
    });

    private static string? PasswordOf(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials.Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }

    // One organisation answers under several hosts, so the path decides.
    private static string NameOf(JsonElement repository) => DeliveredJson.Short(
        Uri.TryCreate(repository.MaybeText("remoteUrl"), UriKind.Absolute, out var address)
            ? Uri.UnescapeDataString(address.AbsolutePath.Trim('/'))
            : $"{repository.Member("project").Text("name")}/_git/{repository.Text("name")}");

    private static Push PushOf(JsonElement update, string repository) => new(
        repository, DeliveredJson.Ref(update.Text("name")), DeliveredJson.Sha(update.Text("oldObjectId")), DeliveredJson.Sha(update.Text("newObjectId")));
}
