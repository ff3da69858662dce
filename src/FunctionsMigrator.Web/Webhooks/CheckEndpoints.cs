using System.Text.Json;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using FunctionsMigrator.Web.Endpoints;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FunctionsMigrator.Web.Webhooks;

/// <summary>Where results of checks are posted: with a key, or signed as generic deliveries are.</summary>
internal static class CheckEndpoints
{
    private const string Sender = "generic";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/checks", AnswerAsync)
        .Named("postCheck", "Takes the result of a check for a commit. In place of a key it takes the signature of generic deliveries.")
        .Needs(AccessRole.Operator)
        .WithMetadata(new SignedAccess())
        .Accepts<CheckPost>("application/json")
        .Produces<CheckResult>()
        .Fails(400, 409, 413, 415, 422);

    private static async Task<IResult> AnswerAsync(HttpContext http, WebOptions options, FailedAttempts attempts, TimeProvider time, IOptions<JsonOptions> json)
    {
        if (!http.Request.HasJsonContentType())
        {
            return Problem.Of([WebCodes.NotJson.Finding("The body's content type is not application/json.")]);
        }

        var request = await RawRequest.ReadAsync(http, options.LargestBody);
        var caller = http.Features.Get<Caller>();
        if (caller is null && await WhyNotAsync(request, http, options, attempts, time) is { } why)
        {
            return Problem.Of([why]);
        }

        CheckPost? post;
        try
        {
            post = JsonSerializer.Deserialize<CheckPost>(request.Body.Span, json.Value.SerializerOptions);
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException("The body cannot be read.", malformed);
        }

        return post is null
            ? Problem.Of([WebCodes.BadRequest.Finding("The body is null.")])
            : Answer.Of(await http.RequestServices.GetRequiredService<ICheckDesk>().PostAsync(
                post, caller?.Name ?? "signature", caller is null ? GenericSignature.Nonce(request) : null, http.RequestAborted));
    }

    private static async Task<Finding?> WhyNotAsync(WebhookRequest request, HttpContext http, WebOptions options, FailedAttempts attempts, TimeProvider time)
    {
        var address = http.Connection.RemoteIpAddress;
        if (attempts.Wait(address) is not null)
        {
            return WebCodes.TooManyAttempts.Finding("Too many requests from this address proved nothing.");
        }

        var secrets = await options.WebhookSecrets(Sender, http.RequestAborted);
        if (!secrets.TryGet(out var values))
        {
            return secrets.Findings[0];
        }

        var why = GenericSignature.WhyNot(request, values, time.GetUtcNow());
        if (why is not null)
        {
            attempts.Add(address);
        }

        return why;
    }
}
