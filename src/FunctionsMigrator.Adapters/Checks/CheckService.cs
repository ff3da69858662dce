using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Checks;

/// <summary>
/// Asks one interface for JSON. Follows no redirect, since the token goes with every request, reads at most 4 MiB a page and 20 pages, and waits at most ten seconds for each. Whatever keeps
/// it from an answer is <c>CHK005</c>; no value of an answer stands in it.
/// </summary>
/// <param name="root">Where the interface is; no other host is ever asked.</param>
/// <param name="authorize">Puts the token into a request.</param>
/// <param name="token">Reads the token; null: none is needed.</param>
internal sealed class CheckService(Uri root, Action<HttpRequestHeaders, string> authorize, Func<CancellationToken, Task<Outcome<string>>>? token) : IDisposable
{
    private const int MostBytes = 4 << 20;
    private const int MostPages = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Longest, MaxResponseContentBufferSize = MostBytes };

    /// <summary>The results on all pages.</summary>
    /// <param name="path">Path and query of a page, from 1.</param>
    /// <param name="read">The results on a page, and whether there is another one.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Outcome<IReadOnlyList<CheckResult>>> ReadAsync(
        Func<int, string> path, Func<JsonElement, HttpResponseHeaders, (IEnumerable<CheckResult> Results, bool More)> read, CancellationToken cancellation)
    {
        var all = new List<CheckResult>();
        for (var page = 1; page <= MostPages; page++)
        {
            var answer = await PageAsync(path(page), read, cancellation);
            if (!answer.TryGet(out var found))
            {
                return answer.As<IReadOnlyList<CheckResult>>();
            }

            all.AddRange(found.Results);
            if (!found.More)
            {
                return Outcome.Of<IReadOnlyList<CheckResult>>(all);
            }
        }

        return Fail<IReadOnlyList<CheckResult>>($"it has more than {MostPages} pages of results for one commit");
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Outcome<(IReadOnlyList<CheckResult> Results, bool More)>> PageAsync(
        string path, Func<JsonElement, HttpResponseHeaders, (IEnumerable<CheckResult> Results, bool More)> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(root, path));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("FunctionsMigrator", "1"));
        if (token is not null)
        {
            var secret = await token(cancellation);
            if (!secret.TryGet(out var text))
            {
                return secret.As<(IReadOnlyList<CheckResult>, bool)>();
            }

            authorize(request.Headers, text);
        }

        try
        {
            using var answer = await _client.SendAsync(request, cancellation);
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                return Fail<(IReadOnlyList<CheckResult>, bool)>(WhyOf(answer));
            }

            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            var (results, more) = read(json.RootElement, answer.Headers);
            return Outcome.Of<(IReadOnlyList<CheckResult>, bool)>(([.. results], more));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return Fail<(IReadOnlyList<CheckResult>, bool)>("its answer is not what this interface answers");
        }
        catch (HttpRequestException failed)
        {
            return Fail<(IReadOnlyList<CheckResult>, bool)>(failed.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded ? "its answer is larger than 4 MiB" : "it cannot be reached");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail<(IReadOnlyList<CheckResult>, bool)>($"it did not answer within {Longest.TotalSeconds:0} seconds");
        }
    }

    private static string WhyOf(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"it does not take the token ({Number(answer)})",
        HttpStatusCode.NotFound => "it knows no such repository or commit, or hides it from this token (404)",
        HttpStatusCode.TooManyRequests => $"it is asked too often (429){(answer.Headers.RetryAfter?.Delta is { } wait ? string.Create(CultureInfo.InvariantCulture, $"; again in {wait.TotalSeconds:0} s") : "")}",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => $"it redirects ({Number(answer)}), and no token is sent elsewhere",
        _ => $"it answered {Number(answer)}",
    };

    private static string Number(HttpResponseMessage answer) => ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);

    private Outcome<T> Fail<T>(string why) => CheckCodes.Unavailable.Fail<T>($"checks: {root.Host} tells no results: {why}");
}
