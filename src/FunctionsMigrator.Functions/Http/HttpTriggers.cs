using FunctionsMigrator.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FunctionsMigrator.Functions.Http;

/// <summary>The app's HTTP surface: whatever a request asks, one pipeline answers. Who may ask is decided there, by API keys and not by keys of the platform.</summary>
/// <param name="pipeline">The pipeline.</param>
public sealed class HttpTriggers(AppPipeline pipeline)
{
    /// <summary>Deliveries of git providers.</summary>
    [Function("Webhook")]
    public Task WebhookAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{provider}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, client);

    /// <summary>The API.</summary>
    [Function("Api")]
    public Task ApiAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, client);

    /// <summary>Everything else: health, the API's description, pages.</summary>
    [Function("Pages")]
    public Task PagesAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, client);

    private Task AnswerAsync(HttpRequest request, DurableTaskClient client) => pipeline.AnswerAsync(request.HttpContext, new DurableRunClient(client));
}
