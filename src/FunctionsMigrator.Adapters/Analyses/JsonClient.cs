using System.Net.Http.Headers;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Asks services for JSON. Follows no redirect, keeps no cookies, reads at most 1 MiB, and waits for no longer than it is told.</summary>
/// <param name="handler">What sends the requests; it must not follow redirects. Null: a handler of its own.</param>
internal sealed class JsonClient(HttpMessageHandler? handler) : IDisposable
{
    private const int MostBytes = 1 << 20;

    private readonly HttpClient _client = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The answer, whatever its status, unless it is a redirect, too large or too late.</summary>
    public async Task<Outcome<JsonAnswer>> AskAsync(HttpRequestMessage request, TimeSpan longest, CancellationToken cancellation)
    {
        var url = request.RequestUri!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(longest);
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var status = (int)answer.StatusCode;
            if (status is >= 300 and < 400)
            {
                return Unavailable<JsonAnswer>(url, $"it answered {status}, and a redirect is not followed");
            }

            await using var stream = await answer.Content.ReadAsStreamAsync(patience.Token);
            return await BoundedBody.ReadAsync(stream, MostBytes, patience.Token) is { } body
                ? Outcome.Of(new JsonAnswer(status, BoundedBody.Json(body)))
                : Unavailable<JsonAnswer>(url, "its answer is larger than 1 MiB");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return Unavailable<JsonAnswer>(url, "it cannot be reached");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unavailable<JsonAnswer>(url, $"it did not answer within {longest.TotalSeconds:0.###} seconds");
        }
    }

    /// <summary>A measurement that could not be taken. The query of an address may hold a key: only scheme, host and path are told.</summary>
    public static Outcome<T> Unavailable<T>(Uri url, string why) =>
        AnalysisCodes.Unavailable.Fail<T>($"{url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}: {why}.");

    /// <summary>The address that a text says, http or https; else why there is none.</summary>
    public static Outcome<Uri> Address(Outcome<string> text) => !text.TryGet(out var address) ? text.As<Uri>()
        : Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? Outcome.Of(url)
        : AnalysisCodes.Unavailable.Fail<Uri>("The address of the analysis does not begin with https:// or http://.");

    /// <summary>Sets the Authorization header from a secret: its whole value, or a bearer token when it is one word.</summary>
    public static bool Authorize(HttpRequestMessage request, string secret) => request.Headers.TryAddWithoutValidation("Authorization", secret.Contains(' ') ? secret : $"Bearer {secret}");

    /// <summary>Sets the Authorization header for a user with a password.</summary>
    public static void Authorize(HttpRequestMessage request, string user, string password) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
