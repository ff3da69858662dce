using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Webhook;

/// <summary>
/// Posts notices as events of CloudEvents 1.0, signed as <see cref="GenericSignature"/> says, so that one who takes signed requests from this product checks them by the same
/// rule. Each attempt has a time and a nonce of its own; the event's id stays. No redirect is followed and no answer is read beyond its head.
/// </summary>
public sealed class WebhookNotifier : INotifier, IDisposable
{
    private const int NonceBytes = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly IReadOnlyList<string> _hosts;
    private readonly Func<string, CancellationToken, Task<Outcome<string>>> _secret;
    private readonly TimeProvider _time;

    /// <param name="hosts">Hosts that may be posted to, with a port where it is not 443.</param>
    /// <param name="secret">Resolves a secret of the host by name.</param>
    /// <param name="time">The clock.</param>
    public WebhookNotifier(IReadOnlyList<string> hosts, Func<string, CancellationToken, Task<Outcome<string>>> secret, TimeProvider time)
    {
        (_hosts, _secret, _time) = (hosts, secret, time);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public string Channel => NoticeReceivers.Webhook;

    /// <inheritdoc/>
    public int? PerMinute => null;

    /// <inheritdoc/>
    public async Task<NoticeAnswer> SendAsync(NoticeContent content, string address, CancellationToken cancellation)
    {
        var read = WebhookHook.Read(address, _hosts);
        if (!read.TryGet(out var hook))
        {
            return NoticeAnswer.Never(read.Findings[0]);
        }

        var found = await _secret(hook.Secret, cancellation);
        if (!found.TryGet(out var secret))
        {
            return NoticeAnswer.Later(found.Findings[0]);
        }

        using var patience = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var request = Signed(hook.Url, secret, WebhookEvent.Render(content));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return Read(response);
        }
        catch (HttpRequestException failure)
        {
            // Its words name the address.
            return NoticeAnswer.Later(NoticeCodes.Unreachable.Finding($"The webhook cannot be reached: {failure.HttpRequestError}."), ofChannel: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NoticeAnswer.Later(NoticeCodes.Unreachable.Finding($"The webhook did not answer within {Patience.TotalSeconds:0} seconds."), ofChannel: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Signed(Uri url, string secret, byte[] body)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetHexString(NonceBytes * 2, lowercase: true);
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(WebhookEvent.MediaType) { CharSet = "utf-8" } } },
        };
        request.Headers.Add(GenericSignature.TimestampHeader, timestamp);
        request.Headers.Add(GenericSignature.NonceHeader, nonce);
        request.Headers.Add(GenericSignature.SignatureHeader, GenericSignature.Of(secret, timestamp, nonce, body));
        return request;
    }

    private NoticeAnswer Read(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => NoticeAnswer.Sent,
            HttpStatusCode.TooManyRequests => NoticeAnswer.Later(NoticeCodes.Busy.Finding("The webhook takes no more now (429)."), After(response), ofChannel: true),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => NoticeAnswer.Later(NoticeCodes.Unreachable.Finding($"The webhook answered {status}."), After(response), ofChannel: true),
            _ => NoticeAnswer.Never(NoticeCodes.Refused.Finding($"The webhook answered {status}.")),
        };
    }

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };
}
