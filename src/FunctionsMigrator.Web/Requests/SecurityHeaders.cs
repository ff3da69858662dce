using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Requests;

/// <summary>Headers of every answer. They are set first, so that an endpoint with a page of its own can say otherwise.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        return next(http);
    }
}
