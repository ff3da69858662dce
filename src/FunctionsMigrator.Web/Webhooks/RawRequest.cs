using FunctionsMigrator.Core.Deliveries;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Webhooks;

/// <summary>Reads a request as it is, once and bounded, so that its bytes can be proven before anything of them is parsed.</summary>
internal static class RawRequest
{
    private const int FirstBuffer = 16 << 10;

    /// <summary>Reads body and headers.</summary>
    /// <exception cref="BadHttpRequestException">413: the body is larger than <paramref name="largest"/>; 400: it is shorter than its length says.</exception>
    public static async Task<WebhookRequest> ReadAsync(HttpContext http, int largest)
    {
        if (http.Request.ContentLength > largest)
        {
            throw TooLarge(largest);
        }

        using var body = new MemoryStream((int)(http.Request.ContentLength ?? FirstBuffer));
        var buffer = new byte[FirstBuffer];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > largest)
            {
                throw TooLarge(largest);
            }

            body.Write(buffer, 0, read);
        }

        return http.Request.ContentLength is { } length && length != body.Length
            ? throw new BadHttpRequestException("The body is shorter than its length says.")
            : new WebhookRequest(
                body.ToArray(),
                http.Request.Headers.Where(header => header.Value.Count == 1).ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
    }

    private static BadHttpRequestException TooLarge(int largest) => new($"The body has more than {largest} bytes.", StatusCodes.Status413PayloadTooLarge);
}
