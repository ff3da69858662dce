using System.Text.Json;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>One server with the right to ask it.</summary>
internal sealed class PrometheusCall(JsonClient client, Uri server, PrometheusAnalysis asked, string? authorization, string? password)
{
    private const int NotAllowed = 405;
    private const int NotKnown = 501;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Longest { get; } = TimeSpan.FromSeconds(asked.TimeoutSeconds);

    /// <summary>Sends a query as a form, or in the address where the server takes no forms.</summary>
    public async Task<Outcome<Sample>> SendAsync(string path, IReadOnlyDictionary<string, string> form, Reduction reduce, CancellationToken cancellation)
    {
        var url = new Uri($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/{path}{server.Query}");
        var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) }, cancellation);
        if (answer is { Succeeded: true, Value.Status: NotAllowed or NotKnown })
        {
            using var encoded = new FormUrlEncodedContent(form);
            var query = await encoded.ReadAsStringAsync(cancellation);
            answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{url}{(url.Query.Length == 0 ? "?" : "&")}{query}"), cancellation);
        }

        return answer.TryGet(out var got) ? Read(url, got, reduce) : answer.As<Sample>();
    }

    private async Task<Outcome<JsonAnswer>> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            if (authorization is not null)
            {
                JsonClient.Authorize(request, authorization);
            }
            else if (password is not null)
            {
                JsonClient.Authorize(request, asked.User ?? "", password);
            }

            return await client.AskAsync(request, Longest, cancellation);
        }
    }

    private Outcome<Sample> Read(Uri url, JsonAnswer answer, Reduction reduce)
    {
        var status = answer.Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("status", out var said) && said.ValueKind is JsonValueKind.String ? said.GetString() : null;
        if (status == "error")
        {
            var why = ServiceWords.Of($"{PrometheusData.Text(answer.Json!.Value, "errorType")}: {PrometheusData.Text(answer.Json.Value, "error")}", authorization, authorization?.Split(' ')[^1], password);
            return JsonClient.Unavailable<Sample>(url, $"it answered {answer.Status}, {why}");
        }

        if (!answer.IsSuccess)
        {
            return JsonClient.Unavailable<Sample>(url, $"it answered {answer.Status} instead of success");
        }

        if (status != "success" || !answer.Json!.Value.TryGetProperty("data", out var data))
        {
            return JsonClient.Unavailable<Sample>(url, "its answer is not in the form of Prometheus' HTTP API");
        }

        var numbers = PrometheusData.Numbers(data, reduce, out var problem);
        return numbers is null
            ? JsonClient.Unavailable<Sample>(url, problem!)
            : Outcome.Of(new Sample(numbers, Warning: ServiceWords.Of(PrometheusData.First(answer.Json.Value, "warnings"), authorization, authorization?.Split(' ')[^1], password)));
    }
}
