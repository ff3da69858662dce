using System.Security.Cryptography;
using FunctionsMigrator.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Access;

/// <summary>Whether what is posted to a page comes from a page of this server, shown to the same person in the same browser.</summary>
internal sealed class SamePageRule(WebOptions options, IAntiforgery forms)
{
    private const string NoOrigin = "null";

    /// <summary>Whether the method only looks.</summary>
    public static bool OnlyLooks(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    /// <summary>
    /// What browsers say about where a request comes from. Pages send no referrer, for which browsers write the origin <c>null</c>, so that says nothing; the token decides then.
    /// </summary>
    public bool ComesFromElsewhere(HttpContext http)
    {
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none"))
        {
            return true;
        }

        var origin = http.Request.Headers.Origin.ToString();
        return origin.Length > 0 && origin != NoOrigin && !IsOwn(http, origin);
    }

    /// <summary>Whether the form carries the token of a page that was shown to who signed in now.</summary>
    /// <exception cref="Core.Ports.StoreException">The store that holds the keys cannot answer now.</exception>
    public async Task<bool> HasTokenAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            return false;
        }

        try
        {
            await forms.ValidateRequestAsync(http);
            return true;
        }
        catch (Exception failure) when (failure is AntiforgeryValidationException or CryptographicException)
        {
            return SealedCookies.Away(failure) is { } away ? throw away : failure.InnerException is BadHttpRequestException bad ? throw bad : false;
        }
    }

    private bool IsOwn(HttpContext http, string origin) =>
        origin == $"{http.Request.Scheme}://{http.Request.Host}" || (options.PublicAddress is { } address && origin == address.GetLeftPart(UriPartial.Authority));
}
