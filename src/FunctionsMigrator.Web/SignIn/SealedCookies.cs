using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Ports;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>
/// Cookies that only this server can make and read. Over https they are bound to the one host (<c>__Host-</c>) and never sent without encryption; over http, which is for
/// this machine alone, browsers take neither.
/// </summary>
internal sealed class SealedCookies(WebOptions options, IDataProtectionProvider protection)
{
    /// <summary>Name of the session's cookie, without prefix.</summary>
    public const string Session = "fm-session";

    /// <summary>Name of the cookie of a sign-in that is under way, without prefix.</summary>
    public const string Flow = "fm-sign-in";

    /// <summary>Prefix of cookies that browsers bind to one host and to https.</summary>
    public const string HostPrefix = "__Host-";

    // Cookies of browsers end at 4 KiB.
    private const int Longest = 4096;

    /// <summary>Sets a cookie.</summary>
    public void Set<T>(HttpContext http, string name, T value, TimeSpan lifetime)
    {
        var text = Protector(name).Protect(JsonSerializer.Serialize(value, FmJson.Line));
        http.Response.Cookies.Append(NameOf(http, name), text, Options(http, lifetime));
    }

    /// <summary>What a cookie holds; null where there is none, or none that this server made.</summary>
    /// <exception cref="StoreException">The store that holds the keys cannot answer now.</exception>
    public T? Read<T>(HttpContext http, string name)
        where T : class
    {
        if (http.Request.Cookies[NameOf(http, name)] is not { Length: > 0 and <= Longest } text)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(Protector(name).Unprotect(text), FmJson.Line);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or JsonException or DecoderFallbackException)
        {
            return Away(failure) is { } away ? throw new StoreException(away.Finding, failure) : null;
        }
    }

    /// <summary>Tells the browser to forget a cookie.</summary>
    public void Delete(HttpContext http, string name) => http.Response.Cookies.Delete(NameOf(http, name), Options(http, lifetime: null));

    /// <summary>Whether cookies of this request are for https only.</summary>
    public static bool IsSecure(WebOptions options, HttpContext http) => options.PublicAddress?.Scheme == Uri.UriSchemeHttps || http.Request.IsHttps;

    /// <summary>The store's failure behind another one; null: there is none.</summary>
    public static StoreException? Away(Exception? failure) => failure is null or StoreException ? failure as StoreException : Away(failure.InnerException);

    private string NameOf(HttpContext http, string name) => IsSecure(options, http) ? HostPrefix + name : name;

    private CookieOptions Options(HttpContext http, TimeSpan? lifetime) =>
        new() { HttpOnly = true, Secure = IsSecure(options, http), SameSite = SameSiteMode.Lax, Path = "/", MaxAge = lifetime, IsEssential = true };

    private IDataProtector Protector(string name) => protection.CreateProtector("fm.cookie.v1", name);
}
