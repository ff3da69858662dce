using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>Signs every request with a key of the store: HMAC-SHA256 over method, path with query, time, host and the hash of the body.</summary>
internal sealed class HmacPolicy(ConnectionString connection) : HttpPipelineSynchronousPolicy
{
    private const string SignedHeaders = "x-ms-date;host;x-ms-content-sha256";

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        using var body = new MemoryStream();
        request.Content?.WriteTo(body, message.CancellationToken);
        var hash = Convert.ToBase64String(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var uri = request.Uri.ToUri();
        var text = $"{request.Method.Method}\n{uri.PathAndQuery}\n{date};{uri.Authority};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(connection.Secret, Encoding.UTF8.GetBytes(text)));
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.SetValue("x-ms-content-sha256", hash);
        request.Headers.SetValue("Authorization", $"HMAC-SHA256 Credential={connection.Id}&SignedHeaders={SignedHeaders}&Signature={signature}");
    }
}

/// <summary>
/// Hands back the synchronisation tokens that the store gave: without them it may answer out of a cache for some seconds, and a read would not see the write before it.
/// </summary>
internal sealed class SyncTokenPolicy : HttpPipelineSynchronousPolicy
{
    private const string Header = "Sync-Token";
    private readonly ConcurrentDictionary<string, (string Value, long Number)> _tokens = new(StringComparer.Ordinal);

    public override void OnSendingRequest(HttpMessage message)
    {
        if (!_tokens.IsEmpty)
        {
            message.Request.Headers.SetValue(Header, string.Join(',', _tokens.Select(token => $"{token.Key}={token.Value.Value}")));
        }
    }

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (!message.Response.Headers.TryGetValues(Header, out var values))
        {
            return;
        }

        foreach (var token in values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            // id=value;sn=number, where the value may hold an equals sign itself.
            var end = token.IndexOf(";sn=", StringComparison.Ordinal);
            var equals = token.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && end > equals && long.TryParse(token.AsSpan(end + 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                var value = token[(equals + 1)..end];
                _tokens.AddOrUpdate(token[..equals], (value, number), (_, old) => number > old.Number ? (value, number) : old);
            }
        }
    }
}

/// <summary>Asks before every single sending of a write whether the right to write is still there.</summary>
internal sealed class PermitPolicy : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Requests are sent asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (message.TryGetProperty(typeof(PermitPolicy), out var permit) && permit is Func<Task> ask)
        {
            await ask();
        }

        await ProcessNextAsync(message, pipeline);
    }
}

/// <summary>
/// Sends again what was turned away (429, 503) after the time that the store named, when that is short, and what got no answer or a failing server's. Only a write that is to be sent
/// <see cref="Once"/> is not sent again without an answer: the first may still arrive, when nobody expects it any more.
/// </summary>
internal sealed class KeyValueRetryPolicy(int tries) : RetryPolicy(tries, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(5)))
{
    /// <summary>The property of a message that is sent again only when an answer says that it was not taken.</summary>
    public static readonly Type Once = typeof(KeyValueRetryPolicy);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>The time that an answer asks to wait.</summary>
    public static TimeSpan? Asked(global::Azure.Response response)
    {
        foreach (var header in new[] { "retry-after-ms", "x-ms-retry-after-ms" })
        {
            if (response.Headers.TryGetValue(header, out var text) && double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            {
                return TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.FromDays(1).TotalMilliseconds));
            }
        }

        return response.Headers.TryGetValue("Retry-After", out var after) && int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception)
    {
        var once = message.TryGetProperty(Once, out _);
        if (exception is not null || !message.HasResponse)
        {
            return !once && await base.ShouldRetryAsync(message, exception);
        }

        var asked = Asked(message.Response);
        return (!once || (message.Response.Status is 429 or 503 && asked is not null)) && !(asked > LongestPause) && await base.ShouldRetryAsync(message, exception);
    }
}
