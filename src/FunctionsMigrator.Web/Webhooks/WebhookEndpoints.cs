using System.Globalization;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using FunctionsMigrator.Web.Endpoints;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Webhooks;

/// <summary>
/// Where git providers deliver pushes. The raw body is proven first and parsed after that; what it tells is stored before the answer, and everything slow is done behind the answer,
/// or by the sweep.
/// </summary>
internal static class WebhookEndpoints
{
    /// <summary>What the addresses begin with.</summary>
    public const string Root = "/webhooks";

    // The sweep does what is not done by then.
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Root + "/{provider}", AnswerAsync)
        .Named("deliver", "Takes a delivery of a git provider, proven by its signature or secret.")
        .IsForEverybody()
        .Produces<DeliveryReceipt>(StatusCodes.Status202Accepted)
        .Produces<DeliveryReceipt>(StatusCodes.Status200OK)
        .Says(400, 401, 404, 413, 415, 429, 503);

    private static async Task AnswerAsync(string provider, HttpContext http, WebOptions options, FailedAttempts attempts, TimeProvider time, ILoggerFactory logs)
    {
        var log = logs.CreateLogger(typeof(WebhookEndpoints));
        var proven = await ProveAsync(provider, http, options, attempts, time);
        if (!proven.TryGet(out var message))
        {
            log.DeliveryRefused(Known(provider, options), ProblemStatus.Deciding(proven.Findings).Code);
            await Problem.Of(proven.Findings).WriteAsync(http);
            return;
        }

        var desk = http.RequestServices.GetRequiredService<IDeliveryDesk>();
        var receipt = await desk.AcceptAsync(provider, message, http.RequestAborted);
        var accepted = receipt.Pushes.Any(push => push.State is DeliveryState.Accepted);

        // Behind the answer the connection is not free for the next request.
        http.Response.Headers.Connection = "close";
        await new JsonAnswer(Answer.Bytes(receipt, [])) { Status = accepted ? StatusCodes.Status202Accepted : StatusCodes.Status200OK }.ExecuteAsync(http);
        await http.Response.CompleteAsync();
        log.DeliveryAccepted(provider, message.Delivery, receipt.Pushes.Count);
        if (accepted)
        {
            await TakeAsync(desk, provider, message.Delivery, time, log);
        }
    }

    private static async Task<Outcome<WebhookMessage>> ProveAsync(string name, HttpContext http, WebOptions options, FailedAttempts attempts, TimeProvider time)
    {
        if (options.Webhooks.FirstOrDefault(candidate => candidate.Name == name) is not { } provider)
        {
            return DeliveryCodes.UnknownProvider.Fail<WebhookMessage>($"There is no provider of that name; there are {string.Join(", ", options.Webhooks.Select(known => known.Name))}.");
        }

        var address = http.Connection.RemoteIpAddress;
        if (attempts.Wait(address) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return WebCodes.TooManyAttempts.Fail<WebhookMessage>("Too many deliveries from this address proved nothing.");
        }

        if (!http.Request.HasJsonContentType())
        {
            return WebCodes.NotJson.Fail<WebhookMessage>("The delivery's content type is not application/json.");
        }

        var secrets = await options.WebhookSecrets(name, http.RequestAborted);
        if (!secrets.TryGet(out var values))
        {
            return secrets.As<WebhookMessage>();
        }

        var request = await RawRequest.ReadAsync(http, Math.Min(options.LargestDelivery, provider.LargestBody));
        if (provider.Verify(request, values, time.GetUtcNow()) is { } why)
        {
            attempts.Add(address);
            return Outcome.Fail<WebhookMessage>(why);
        }

        return provider.Read(request);
    }

    // The request may be gone by now, and the work must not go with it.
    private static async Task TakeAsync(IDeliveryDesk desk, string provider, string delivery, TimeProvider time, ILogger log)
    {
        using var limit = new CancellationTokenSource(LongestWork, time);
        try
        {
            await desk.TakeAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            log.DeliveryLeft(provider, delivery, "it takes too long");
        }
        catch (StoreException failure)
        {
            log.DeliveryLeft(provider, delivery, failure.Finding.Code);
        }
    }

    // Whatever stands in an address stands in no log.
    private static string Known(string provider, WebOptions options) => options.Webhooks.Any(known => known.Name == provider) ? provider : "nobody";
}
