using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Deliveries;

namespace FunctionsMigrator.Testing.Webhooks;

/// <summary>Signs recordings as each provider does.</summary>
public static class DeliverySigning
{
    /// <summary>The nonce of generic deliveries, where a test names none.</summary>
    public const string Nonce = "nonce-0001";

    /// <summary>The delivery with the proof that the provider adds.</summary>
    public static RecordedDelivery Sign(this RecordedDelivery delivery, string provider, string secret, DateTimeOffset now, string nonce = Nonce) => delivery.With(provider switch
    {
        "github" => new Dictionary<string, string> { ["X-Hub-Signature-256"] = Hub(secret, delivery.Body), ["X-Hub-Signature"] = "sha1=0000000000000000000000000000000000000000" },
        "gitlab" => secret.StartsWith("whsec_", StringComparison.Ordinal) ? Standard(secret, delivery, now) : new Dictionary<string, string> { ["X-Gitlab-Token"] = secret },
        "bitbucket" or "bitbucket-server" => new Dictionary<string, string> { ["X-Hub-Signature"] = Hub(secret, delivery.Body) },
        "azure-devops" => new Dictionary<string, string> { ["Authorization"] = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"fm:{secret}")) },
        _ => Generic(secret, delivery, now, nonce),
    });

    private static string Hub(string secret, byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static Dictionary<string, string> Standard(string secret, RecordedDelivery delivery, DateTimeOffset now)
    {
        var (id, at) = (delivery.Headers["X-Gitlab-Event-UUID"], Seconds(now));
        var signed = Encoding.UTF8.GetBytes($"{id}.{at}.").Concat(delivery.Body).ToArray();
        return new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = at,
            ["webhook-signature"] = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed)),
        };
    }

    private static Dictionary<string, string> Generic(string secret, RecordedDelivery delivery, DateTimeOffset now, string nonce)
    {
        var at = Seconds(now);
        return new Dictionary<string, string>
        {
            [GenericSignature.TimestampHeader] = at,
            [GenericSignature.NonceHeader] = nonce,
            [GenericSignature.SignatureHeader] = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}.{nonce}.").Concat(delivery.Body).ToArray())),
        };
    }

    private static string Seconds(DateTimeOffset now) => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
