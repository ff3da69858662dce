using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Webhooks;

/// <summary>
/// GitLab: signed as Standard Webhooks has it where a secret begins with <c>whsec_</c>, else the secret itself in <c>X-Gitlab-Token</c>. A signing secret is never taken as a token.
/// </summary>
public sealed class GitLabWebhook : IWebhookProvider
{
    private const string Signature = "webhook-signature";
    private const string Token = "X-Gitlab-Token";
    private const string Signing = "whsec_";
    private const string Version = "v1,";

    /// <inheritdoc/>
    public string Name => "gitlab";

    /// <inheritdoc/>
    public int LargestBody => 25 << 20;

    /// <inheritdoc/>
    public Finding? Verify(WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var keys = secrets.Where(IsSigning).ToList();
        if (request.Header(Signature) is { } signature && keys.Count > 0)
        {
            return OfSignature(request, signature, keys, now);
        }

        if (request.Header(Token) is not { } token)
        {
            return DeliveryCodes.NotSigned.Finding($"The delivery has neither {Signature} nor {Token}.");
        }

        return ConstantTime.IsSecret(token, secrets.Where(secret => !IsSigning(secret))) ? null : DeliveryCodes.WrongSignature.Finding($"{Token} is none of the host's secrets.");
    }

    /// <inheritdoc/>
    public Outcome<WebhookMessage> Read(WebhookRequest request) => DeliveredJson.Read(request, json =>
    {
        // The id of a signed delivery is signed with it.
        var delivery = DeliveredJson.Id(request.Header("webhook-id") ?? request.Header("Idempotency-Key") ?? request.Header("X-Gitlab-Event-UUID"));
        return json.MaybeText("object_kind") is "push" or "tag_push" ? new WebhookMessage(delivery, [PushOf(json)]) : DeliveredJson.Nothing(delivery, json.MaybeText("object_kind") ?? "no event");
    });

    private static bool IsSigning(string secret) => secret.StartsWith(Signing, StringComparison.Ordinal);

    private static Finding? OfSignature(WebhookRequest request, string signatures, IReadOnlyList<string> keys, DateTimeOffset now)
    {
        if (request.Header("webhook-id") is not { } id || request.Header("webhook-timestamp") is not { } timestamp)
        {
            return DeliveryCodes.NotSigned.Finding("The delivery has no webhook-id or no webhook-timestamp.");
        }

        var expected = keys.Select(KeyOf).OfType<byte[]>().Select(key => Version + Convert.ToBase64String(Hash(key, $"{id}.{timestamp}.", request.Body.Span))).ToList();
        var fits = false;
        foreach (var one in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            fits |= ConstantTime.IsOneOf(one, expected);
        }

        return !fits ? DeliveryCodes.WrongSignature.Finding($"{Signature} is not that of this body with any secret of the host.")
            : GenericSignature.IsNow(timestamp, now) ? null : DeliveryCodes.OutOfTime.Finding("webhook-timestamp is more than 5 minutes away from the host's clock.");
    }

    private static byte[]? KeyOf(string secret) => Base64.IsValid(secret.AsSpan(Signing.Length)) ? Convert.FromBase64String(secret[Signing.Length..]) : null;

    private static byte[] Hash(byte[] key, string head, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(head));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private static Push PushOf(JsonElement json)
    {
        var project = json.Member("project");
        return new Push(
            DeliveredJson.Short(project.Text("path_with_namespace")),
            DeliveredJson.Ref(json.Text("ref")),
            DeliveredJson.Sha(json.Text("before")),
            DeliveredJson.Sha(json.Text("after")),
            Pusher: DeliveredJson.Pusher(json.MaybeText("user_username"), json.MaybeText("user_email")),
            Host: DeliveredJson.Host(project.MaybeText("git_http_url")));
    }
}
