using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>
/// Speaks to the service: bounded in time and bytes, follows no redirect, keeps no cookie, and turns every answer that nobody can work with into a finding. A request that
/// the service turned away for now (429, or 503 with <c>Retry-After</c>) is sent again after the time it named, when that is short; no other request is sent twice.
/// </summary>
internal sealed class HttpService : IDisposable
{
    /// <summary>Largest body that is read or written.</summary>
    public const int MostBytes = 4 << 20;
    private const int MostPauses = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpPlace _place;
    private readonly TimeProvider _waiting;
    private readonly HttpClient _client;

    /// <param name="place">Where.</param>
    /// <param name="authorization">Value of the Authorization header; null for none.</param>
    /// <param name="waiting">The clock that pauses are waited on.</param>
    public HttpService(HttpPlace place, string? authorization, TimeProvider waiting)
    {
        _place = place;
        _waiting = waiting;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 64,
            ConnectTimeout = place.Settings.Timeout,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/*+json;q=0.9");
        foreach (var (name, value) in place.Settings.Headers ?? new Dictionary<string, string>())
        {
            _client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        if (authorization is not null)
        {
            _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }
    }

    /// <summary>Reads a resource: found with its JSON and version, or absent.</summary>
    /// <exception cref="TargetException">Everything else.</exception>
    public Task<HttpAnswer> GetAsync(Uri uri, CancellationToken cancellation) => SendAsync(HttpMethod.Get, uri, null, null, null, cancellation);

    /// <summary>Writes a resource where it has this version; null: only where there is none.</summary>
    /// <param name="uri">Where.</param>
    /// <param name="body">JSON; null deletes.</param>
    /// <param name="version">The ETag that must be live.</param>
    /// <param name="permit">Asked before every single sending; throws when the right to write is gone.</param>
    /// <param name="cancellation">Ends the call; the service may have written all the same.</param>
    public Task<HttpAnswer> WriteAsync(Uri uri, ReadOnlyMemory<byte>? body, string? version, Func<Task>? permit, CancellationToken cancellation) =>
        SendAsync(body is null ? HttpMethod.Delete : HttpMethod.Put, uri, body, version ?? "*", permit, cancellation);

    public void Dispose() => _client.Dispose();

    public TargetException Failed(Finding finding, Exception? inner = null) => new(finding with { Target = _place.Address.ToString() }, inner);

    private async Task<HttpAnswer> SendAsync(HttpMethod method, Uri uri, ReadOnlyMemory<byte>? body, string? condition, Func<Task>? permit, CancellationToken cancellation)
    {
        for (var pauses = 0; ; pauses++)
        {
            if (permit is not null)
            {
                await permit();
            }

            var (answer, pause) = await SendOnceAsync(method, uri, body, condition, mayPause: pauses < MostPauses, cancellation);
            if (answer is not null)
            {
                return answer;
            }

            await Task.Delay(pause, _waiting, cancellation);
        }
    }

    private async Task<(HttpAnswer? Answer, TimeSpan Pause)> SendOnceAsync(
        HttpMethod method, Uri uri, ReadOnlyMemory<byte>? body, string? condition, bool mayPause, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, uri);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = Json } };
        }

        if (condition is not null)
        {
            request.Headers.TryAddWithoutValidation(condition == "*" ? "If-None-Match" : "If-Match", condition);
        }

        // Real time, also where tests hold the clock: it is the network that is waited for.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_place.Settings.Timeout);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (IsTurnedAway(response) && mayPause && Pause(response) is { } pause)
            {
                return (null, pause);
            }

            return (await UnderstandAsync(method, uri, response, limit.Token), default);
        }
        catch (HttpRequestException failed)
        {
            throw Failed(Explain(method, uri, failed), failed);
        }
        catch (IOException failed)
        {
            throw Failed(TargetCodes.Unreachable.Finding($"{method} {Shown(uri)}: the answer broke off."), failed);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw Failed(TargetCodes.Unreachable.Finding($"{method} {Shown(uri)}: no answer within {_place.Settings.Timeout.TotalSeconds:0} s."), late);
        }
    }

    private async Task<HttpAnswer> UnderstandAsync(HttpMethod method, Uri uri, HttpResponseMessage response, CancellationToken cancellation)
    {
        var answer = new HttpAnswer(response.StatusCode, ETagOf(response), default);
        if (answer.Absent || (answer.ConditionFailed && method != HttpMethod.Get) || (answer.Succeeded && method != HttpMethod.Get))
        {
            return answer;
        }

        if (!answer.Succeeded)
        {
            throw Failed(Explain(method, uri, response));
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (response.StatusCode != HttpStatusCode.OK || !(type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            var what = type.Contains("html", StringComparison.OrdinalIgnoreCase) ? "with a page for people, as a sign-in or a proxy does" : $"with content type '{type}'";
            throw Failed(TargetCodes.OtherService.Finding($"GET {Shown(uri)} answered {(int)response.StatusCode} {what}; JSON was expected."));
        }

        return answer with { Body = await ReadAsync(uri, response.Content, cancellation) };
    }

    private async Task<byte[]> ReadAsync(Uri uri, HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            body.Write(buffer, 0, count);
            if (body.Length > MostBytes)
            {
                throw Failed(HttpTargetCodes.TooLarge.Finding($"GET {Shown(uri)} answered more than {MostBytes >> 20} MiB."));
            }
        }

        return body.ToArray();
    }

    private Finding Explain(HttpMethod method, Uri uri, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var said = $"{method} {Shown(uri)} answered {status}";
        return response.StatusCode switch
        {
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest => TargetCodes.OtherService.Finding(
                $"{said}{(response.Headers.Location is { } location ? $" to {(location.IsAbsoluteUri ? location.GetLeftPart(UriPartial.Authority) : "another path")}" : "")}; redirects are not followed."),
            HttpStatusCode.Unauthorized => TargetCodes.AccessRefused.Finding($"{said}: the credentials are missing or not valid."),
            HttpStatusCode.Forbidden => TargetCodes.AccessRefused.Finding($"{said}: the credentials do not allow it."),
            HttpStatusCode.TooManyRequests => HttpTargetCodes.TurnedAway.Finding($"{said}: it asks for fewer requests{(Asked(response) is { } wait ? $", the next one in {wait.TotalSeconds:0} s" : "")}."),
            HttpStatusCode.RequestTimeout => TargetCodes.Unreachable.Finding($"{said}."),
            HttpStatusCode.PreconditionRequired => HttpTargetCodes.ConditionsIgnored.Finding($"{said}: it asks for another condition than If-Match and If-None-Match."),
            >= HttpStatusCode.InternalServerError => TargetCodes.Unreachable.Finding($"{said}."),
            _ when method == HttpMethod.Get => TargetCodes.Unreachable.Finding($"{said}; 200 or 404 was expected."),
            _ => TargetCodes.Refused.Finding($"{said}."),
        };
    }

    private static Finding Explain(HttpMethod method, Uri uri, HttpRequestException failed) => failed switch
    {
        { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } =>
            HttpTargetCodes.Certificate.Finding($"{method} {Shown(uri)}: the certificate of the service is expired, for another name, or of an unknown issuer."),
        { HttpRequestError: HttpRequestError.NameResolutionError } => TargetCodes.Unreachable.Finding($"{method} {Shown(uri)}: there is no host of that name."),
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => HttpTargetCodes.TooLarge.Finding($"{method} {Shown(uri)} answered with headers beyond all bounds."),
        { HttpRequestError: HttpRequestError.ConnectionError } => TargetCodes.Unreachable.Finding($"{method} {Shown(uri)}: no connection."),
        _ => TargetCodes.Unreachable.Finding($"{method} {Shown(uri)}: the connection broke off."),
    };

    private static bool IsTurnedAway(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    private TimeSpan? Pause(HttpResponseMessage response) => Asked(response) is { } wait && wait <= LongestPause ? wait : null;

    private TimeSpan? Asked(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _waiting.GetUtcNow() is var rest && rest > TimeSpan.Zero ? rest : TimeSpan.Zero,
        _ => null,
    };

    // Versions go back as they came, also those that the strict reader of headers does not like.
    private static string? ETagOf(HttpResponseMessage response) => response.Headers.TryGetValues("ETag", out var values) ? values.FirstOrDefault() : null;

    private static string Shown(Uri uri) => uri.GetLeftPart(UriPartial.Path);
}
