using System.Text;
using FunctionsMigrator.Core;
using FunctionsMigrator.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>The small pages of the server itself: signing in, and problems. No script, nothing from elsewhere; whatever is not markup of ours is encoded.</summary>
internal static class PlainPage
{
    public const string ContentType = "text/html; charset=utf-8";

    /// <summary>The text as HTML shows it.</summary>
    public static string Text(string text) => HtmlText.Of(text);

    /// <summary>Answers with a page.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="title">The heading, not yet encoded.</param>
    /// <param name="body">Markup.</param>
    public static async Task WriteAsync(HttpContext http, int status, string title, string body)
    {
        var page = $"<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)} - FunctionsMigrator</title><style>{PageStyle.Text}</style></head>\n"
            + $"<body><main class=\"narrow card\">\n<h1>{Text(title)}</h1>\n{body}\n</main></body>\n</html>\n";
        var bytes = Encoding.UTF8.GetBytes(page);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = PageStyle.Policy;
        response.Headers["X-Robots-Tag"] = "noindex";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }
}
