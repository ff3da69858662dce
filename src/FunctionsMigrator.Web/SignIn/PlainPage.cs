using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>The small pages of the server itself: signing in, and problems. No script, nothing from elsewhere; whatever is not markup of ours is encoded.</summary>
internal static class PlainPage
{
    public const string ContentType = "text/html; charset=utf-8";

    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}label{display:block;margin-top:1rem}"
        + "input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}button{font:inherit;margin-top:1rem;padding:.5rem 1.5rem}.alert{border-left:.3rem solid #b3261e;padding-left:1rem}"
        + "@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#9ecbff}}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The text as HTML shows it.</summary>
    public static string Text(string text) => HtmlText.Of(text);

    /// <summary>Answers with a page.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="title">The heading, not yet encoded.</param>
    /// <param name="body">Markup.</param>
    public static async Task WriteAsync(HttpContext http, int status, string title, string body)
    {
        var page = $"<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)} - FunctionsMigrator</title><style>{Style}</style></head>\n"
            + $"<body><main>\n<h1>{Text(title)}</h1>\n{body}\n</main></body>\n</html>\n";
        var bytes = Encoding.UTF8.GetBytes(page);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["X-Robots-Tag"] = "noindex";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }
}
