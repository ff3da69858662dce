using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Asks a URL for JSON and takes one number from it.</summary>
/// <param name="secrets">Resolves the secret of the Authorization header.</param>
/// <param name="longest">How long an answer may take; ten seconds by default.</param>
/// <param name="handler">What sends the requests; it must not follow redirects. Null: a handler of its own.</param>
public sealed class HttpNumberSource(ISecretSource secrets, TimeSpan? longest = null, HttpMessageHandler? handler = null) : INumberSource, IDisposable
{
    private readonly JsonClient _client = new(handler);
    private readonly TimeSpan _longest = longest ?? TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public bool Asks(AnalysisDefinition analysis) => analysis.Http is not null;

    /// <inheritdoc/>
    public async Task<Outcome<Sample>> MeasureAsync(NumberRequest request, CancellationToken cancellation)
    {
        var http = request.Analysis.Http!;
        var address = JsonClient.Address(request.Substitute(http.Url));
        if (!address.TryGet(out var url))
        {
            return address.As<Sample>();
        }

        var secret = await AnalysisSecrets.ResolveAsync(secrets, request, http.Authorization, cancellation);
        if (!secret.Succeeded)
        {
            return secret.As<Sample>();
        }

        using var asked = new HttpRequestMessage(HttpMethod.Get, url);
        if (secret.Value is { } authorization)
        {
            JsonClient.Authorize(asked, authorization);
        }

        var answer = await _client.AskAsync(asked, _longest, cancellation);
        return !answer.TryGet(out var got) ? answer.As<Sample>()
            : !got.IsSuccess ? JsonClient.Unavailable<Sample>(url, $"it answered {got.Status} instead of success")
            : got.Json is not { } json ? JsonClient.Unavailable<Sample>(url, "its answer is no JSON")
            : Read(url, json, http);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static Outcome<Sample> Read(Uri url, JsonElement json, HttpAnalysis http)
    {
        var number = Number(url, json, http.JsonPath);
        if (!number.Succeeded || http.SamplesPath is null)
        {
            return number.Succeeded ? Outcome.Of(Sample.Of(number.Value)) : number.As<Sample>();
        }

        var samples = Number(url, json, http.SamplesPath);
        return samples.Succeeded ? Outcome.Of(Sample.Of(number.Value) with { Samples = samples.Value ?? 0 }) : samples.As<Sample>();
    }

    private static Outcome<double?> Number(Uri url, JsonElement json, string path) => JsonNumberPath.Find(json, path) switch
    {
        null or { ValueKind: JsonValueKind.Null } => Outcome.Of<double?>(null),
        { ValueKind: JsonValueKind.Number } number => Outcome.Of<double?>(number.GetDouble()),
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Outcome.Of<double?>(number),
        { } other => JsonClient.Unavailable<double?>(url, $"{path} is {other.ValueKind.ToString().ToLowerInvariant()} and no number"),
    };
}
