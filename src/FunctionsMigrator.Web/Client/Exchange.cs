using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Web.Answers;
using FunctionsMigrator.Web.Problems;

namespace FunctionsMigrator.Web.Client;

/// <summary>One request and its answer: a value with its findings, the findings of a problem, or a finding about the way.</summary>
internal sealed class Exchange(HttpClient http, Uri server, string? key)
{
    private const int LargestAnswer = 256 << 20;

    private readonly Uri _server = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");

    public Task<Outcome<T>> GetAsync<T>(string path, CancellationToken cancellation) => CallAsync<T>(HttpMethod.Get, path, null, cancellation);

    public Task<Outcome<T>> PostAsync<T>(string path, object? body, CancellationToken cancellation) => CallAsync<T>(HttpMethod.Post, path, body, cancellation);

    public async IAsyncEnumerable<T> StreamAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sent = await SendAsync(HttpMethod.Get, path, null, cancellation);
        using var response = sent.TryGet(out var answered) ? answered : throw new StoreException(sent.Findings[0]);
        if (response.Content.Headers.ContentType?.MediaType != Lines.ContentType)
        {
            throw new StoreException(Other(response, "it is not a stream of lines"));
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var line in LineReader.ReadAsync<T>(stream, cancellation))
        {
            yield return line.TryGet(out var value) ? value : throw new StoreException(line.Findings[0]);
        }
    }

    private async Task<Outcome<T>> CallAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        var sent = await SendAsync(method, path, body, cancellation);
        if (!sent.TryGet(out var response))
        {
            return sent.As<T>();
        }

        using (response)
        {
            var bytes = await ReadAsync(response, cancellation);
            return bytes.TryGet(out var read) ? Parse<T>(response, read) : bytes.As<T>();
        }
    }

    private async Task<Outcome<HttpResponseMessage>> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        if (key is not null && _server.Scheme != Uri.UriSchemeHttps && !_server.IsLoopback)
        {
            return WebCodes.NotProtected.Fail<HttpResponseMessage>($"{_server} is neither https nor this machine.");
        }

        using var request = new HttpRequestMessage(method, new Uri(_server, path));
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Accept.ParseAdd("application/json, application/x-ndjson, application/problem+json");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), FmJson.Line));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException failure)
        {
            return WebCodes.Unreachable.Fail<HttpResponseMessage>($"{_server}: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return WebCodes.TimedOut.Fail<HttpResponseMessage>($"{_server} did not begin to answer within {http.Timeout.TotalSeconds:0} s.");
        }

        if (await WhyNotAsync(response, cancellation) is { } findings)
        {
            response.Dispose();
            return Outcome.Fail<HttpResponseMessage>(findings);
        }

        return Outcome.Of(response);
    }

    private async Task<IReadOnlyList<Finding>?> WhyNotAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var answered = response.RequestMessage?.RequestUri ?? _server;
        if (answered.Authority != _server.Authority || answered.Scheme != _server.Scheme)
        {
            return [WebCodes.Redirected.Finding($"{_server} was answered by {answered.GetLeftPart(UriPartial.Authority)}.")];
        }

        if (status is >= 300 and < 400)
        {
            return [WebCodes.Redirected.Finding($"{_server} redirects to {response.Headers.Location?.ToString() ?? "nowhere"}.")];
        }

        if (status < 400)
        {
            return null;
        }

        if (response.Content.Headers.ContentType?.MediaType != Problem.ContentType)
        {
            return [Other(response, "it is no problem of this API")];
        }

        var bytes = await ReadAsync(response, cancellation);
        var problem = bytes.TryGet(out var read) ? Parse<Problem>(response, read) : bytes.As<Problem>();
        return !problem.TryGet(out var told) ? problem.Findings
            : told.Findings.Count > 0 ? told.Findings
            : [Other(response, "it has no findings")];
    }

    private static async Task<Outcome<byte[]>> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellation);
            return Outcome.Of(await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return WebCodes.Interrupted.Fail<byte[]>($"{response.RequestMessage?.RequestUri?.AbsolutePath}: {failure.Message}");
        }
    }

    private static Outcome<T> Parse<T>(HttpResponseMessage response, byte[] bytes)
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(bytes, FmJson.Line);
            if (value is not null)
            {
                return Outcome.Of(value, value is Problem ? null : JsonSerializer.Deserialize<Beside>(bytes, FmJson.Line)?.Findings);
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            // Told below, without the text: it is not ours.
        }

        return Outcome.Fail<T>(Other(response, "its JSON has another shape"));
    }

    private static Finding Other(HttpResponseMessage response, string why) => WebCodes.OtherAnswer.Finding(
        $"{response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode} {response.Content.Headers.ContentType?.MediaType ?? "without a type"}: {why}.");

    private sealed record Beside(IReadOnlyList<Finding>? Findings = null);
}
