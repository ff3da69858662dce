using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Web.Problems;
using FunctionsMigrator.Web.Webhooks;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Requests;

/// <summary>Refuses what no endpoint should see: another host's name, a key in the address, a body over the limit.</summary>
internal sealed partial class RequestGuard(RequestDelegate next, WebOptions options)
{
    private static readonly string[] KeyNames = ["access_token", "api_key", "apikey", "api-key", "authorization", "token"];

    public Task InvokeAsync(HttpContext http)
    {
        if (!options.AllowedHosts.Contains(http.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return Problem.Of([WebCodes.OtherHost.Finding("The Host header names a host that this server does not answer for.")]).WriteAsync(http);
        }

        if (http.Request.Query.Any(HoldsKey))
        {
            return Problem.Of([WebCodes.KeyInAddress.Finding("A parameter of the address holds a key, or is named as one.")]).WriteAsync(http);
        }

        var largest = http.Request.Path.StartsWithSegments(WebhookEndpoints.Root) ? options.LargestDelivery : options.LargestBody;
        if (http.Request.ContentLength > largest)
        {
            return Problem.Of([WebCodes.TooLarge.Finding($"The body has {http.Request.ContentLength} bytes; {largest} is the limit.")]).WriteAsync(http);
        }

        http.Request.Body = new BoundedBody(http.Request.Body, largest);
        return next(http);
    }

    private static bool HoldsKey(KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> parameter) =>
        KeyNames.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase)
        || parameter.Value.Any(value => value is not null && KeyForm().IsMatch(value));

    // Codes of identity providers are long random texts in which the first three letters of a key stand now and then; a key begins a word.
    [GeneratedRegex("(?<![A-Za-z0-9_-])fm_[a-z0-9][a-z0-9._-]{0,63}_[A-Za-z0-9_-]{20}")]
    private static partial Regex KeyForm();
}
