using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Asks a URL for JSON and takes one number from it. Follows no redirect, reads at most 1 MiB, waits at most ten seconds.</summary>
/// <param name="handler">What sends the request; it must not follow redirects. Null: a handler of its own.</param>
public sealed class HttpNumberSource(HttpMessageHandler? handler = null) : INumberSource, IDisposable
{
    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Longest, MaxResponseContentBufferSize = MostBytes };

    /// <inheritdoc/>
    public async Task<Outcome<double?>> GetAsync(Uri url, string jsonPath, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _client.GetAsync(url, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                return Unavailable(url, $"it answered {(int)answer.StatusCode} instead of success");
            }

            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            return Read(url, JsonNumberPath.Find(json.RootElement, jsonPath), jsonPath);
        }
        catch (JsonException)
        {
            return Unavailable(url, "its answer is no JSON");
        }
        catch (HttpRequestException failed)
        {
            return Unavailable(url, failed.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded ? "its answer is larger than 1 MiB" : "it cannot be reached");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unavailable(url, $"it did not answer within {Longest.TotalSeconds:0} seconds");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static Outcome<double?> Read(Uri url, JsonElement? found, string jsonPath) => found switch
    {
        null or { ValueKind: JsonValueKind.Null } => Outcome.Of<double?>(null),
        { ValueKind: JsonValueKind.Number } number => Outcome.Of<double?>(number.GetDouble()),
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Outcome.Of<double?>(number),
        { } other => Unavailable(url, $"{jsonPath} is {other.ValueKind.ToString().ToLowerInvariant()} and no number"),
    };

    // The query of an address may hold a key: only scheme, host and path are told.
    private static Outcome<double?> Unavailable(Uri url, string why) =>
        AnalysisCodes.Unavailable.Fail<double?>($"{url.GetLeftPart(UriPartial.Path)}: {why}.");
}
