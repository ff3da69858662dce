using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Xml;
using Azure.Core;
using Azure.Core.Pipeline;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>
/// Asks the query API of Log Analytics (<c>/v1/workspaces/ID/query</c>) or of Application Insights (<c>/v1/apps/ID/query</c>), signed in with an identity of the host. A row is one number.
/// </summary>
public sealed class AzureMonitorNumberSource : INumberSource
{
    private const string LogAnalytics = "https://api.loganalytics.io";
    private const string ApplicationInsights = "https://api.applicationinsights.io";
    private const int MostBytes = 1 << 20;

    private readonly ConcurrentDictionary<(string Scope, string Identity), HttpPipeline> _pipelines = [];
    private readonly Func<string?, TokenCredential> _credential;
    private readonly HttpPipelineTransport? _transport;
    private readonly TimeSpan _longest;

    /// <param name="identities">Who the host is to Azure.</param>
    public AzureMonitorNumberSource(AzureIdentities identities)
        : this(identities.Of, null, TimeSpan.FromSeconds(30))
    {
    }

    /// <param name="credential">Signs in with a client id, or with the host's own identity.</param>
    /// <param name="transport">What sends the requests; null: that of all clients of Azure.</param>
    /// <param name="longest">How long an answer may take, the token and a second try included.</param>
    internal AzureMonitorNumberSource(Func<string?, TokenCredential> credential, HttpPipelineTransport? transport, TimeSpan longest) => (_credential, _transport, _longest) = (credential, transport, longest);

    /// <inheritdoc/>
    public string Name => "azure-monitor";

    /// <inheritdoc/>
    public bool Asks(AnalysisDefinition analysis) => analysis.AzureMonitor is not null;

    /// <inheritdoc/>
    public async Task<Outcome<Sample>> MeasureAsync(NumberRequest request, CancellationToken cancellation)
    {
        var asked = request.Analysis.AzureMonitor!;
        var server = JsonClient.Address(request.Substitute(asked.Endpoint ?? (asked.Workspace is null ? ApplicationInsights : LogAnalytics)));
        var id = request.Substitute(asked.Workspace ?? asked.Application ?? "");
        var query = request.Substitute(asked.Query);
        var identity = request.Substitute(asked.Identity ?? "");
        if (!server.TryGet(out var endpoint) || !id.Succeeded || !query.Succeeded || !identity.Succeeded)
        {
            return Outcome.Fail<Sample>([.. server.Findings, .. id.Findings, .. query.Findings, .. identity.Findings]);
        }

        var url = new Uri(endpoint, $"/v1/{(asked.Workspace is null ? "apps" : "workspaces")}/{Uri.EscapeDataString(id.Value)}/query");
        if (url.Scheme != "https")
        {
            return JsonClient.Unavailable<Sample>(url, "a token is sent over https alone");
        }

        var answer = await SendAsync(url, query.Value, asked.Timespan, identity.Value, cancellation);
        return answer.TryGet(out var got) ? Read(url, got.Answer, asked, got.Token) : answer.As<Sample>();
    }

    private async Task<Outcome<(JsonAnswer Answer, string? Token)>> SendAsync(Uri url, string query, TimeSpan timespan, string identity, CancellationToken cancellation)
    {
        var scope = $"{url.GetLeftPart(UriPartial.Authority)}/.default";
        var pipeline = _pipelines.GetOrAdd((scope, identity), Build);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_longest);
        using var message = pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(url);
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={Math.Max(1, (int)_longest.TotalSeconds)}"));
        message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(new { query, timespan = XmlConvert.ToString(timespan) }));
        try
        {
            await pipeline.SendAsync(message, patience.Token);
            var status = message.Response.Status;
            if (status is >= 300 and < 400)
            {
                return JsonClient.Unavailable<(JsonAnswer, string?)>(url, $"it answered {status}, and a redirect is not followed");
            }

            var token = message.Request.Headers.TryGetValue("Authorization", out var sent) ? sent.Split(' ')[^1] : null;
            return message.Response.ContentStream is not { } stream ? Outcome.Of((new JsonAnswer(status, null), token))
                : await BoundedBody.ReadAsync(stream, MostBytes, patience.Token) is { } body ? Outcome.Of((new JsonAnswer(status, BoundedBody.Json(body)), token))
                : JsonClient.Unavailable<(JsonAnswer, string?)>(url, "its answer is larger than 1 MiB");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return JsonClient.Unavailable<(JsonAnswer, string?)>(url, $"it did not answer within {_longest.TotalSeconds:0.###} seconds");
        }
        catch (Exception failed) when (failed is not OperationCanceledException && AzureProblem.Of(failed) is { } problem)
        {
            return AnalysisCodes.Unavailable.Fail<(JsonAnswer, string?)>($"{url}: {problem.Text.TrimEnd('.')}.", remedy: problem.Remedy);
        }
    }

    private HttpPipeline Build((string Scope, string Identity) key)
    {
        var options = AzureTransport.ConfigureAny(new Options(), tries: 1, _longest);
        options.Transport = _transport ?? options.Transport;
        return HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(_credential(key.Identity.Length == 0 ? null : key.Identity), key.Scope));
    }

    private static Outcome<Sample> Read(Uri url, JsonAnswer answer, AzureMonitorAnalysis asked, string? token)
    {
        var json = answer.Json is { ValueKind: JsonValueKind.Object } there ? there : default;
        var error = KustoTable.Error(json, token);
        if (!answer.IsSuccess)
        {
            return JsonClient.Unavailable<Sample>(url, $"it answered {answer.Status}{(error is null ? " instead of success" : $", {error}")}");
        }

        // An answer with tables and an error beside them holds a part of the numbers, and a part may look good.
        if (error is not null)
        {
            return JsonClient.Unavailable<Sample>(url, $"its answer is partial: {error}");
        }

        return KustoTable.Read(json, asked, out var problem) is { } sample ? Outcome.Of(sample) : JsonClient.Unavailable<Sample>(url, problem!);
    }

    private sealed class Options : ClientOptions;
}
