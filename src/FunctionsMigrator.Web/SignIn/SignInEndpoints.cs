using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Entra;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>Pages on which people sign in and out. They work without a script.</summary>
internal static class SignInEndpoints
{
    /// <summary>Where people sign in.</summary>
    public const string Path = "/sign-in";

    /// <summary>Parameter of the path at which people go on.</summary>
    public const string Return = "return";

    private const string WithEntra = "/sign-in/entra";
    private const int LongestKey = 512;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, AskAsync).IsPageForEverybody().ExcludeFromDescription();
        routes.MapPost(Path, SignInAsync).IsPageForEverybody().ExcludeFromDescription();
        routes.MapGet(WithEntra, BeginAsync).IsPageForEverybody().ExcludeFromDescription();
        routes.MapGet(EntraSignIn.Callback, EndAsync).IsPageForEverybody().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOut).IsPageForEverybody().ExcludeFromDescription();
    }

    /// <summary>Sends somebody to sign in who is to come back to what was asked.</summary>
    public static void Redirect(HttpContext http)
    {
        var back = LocalPath.Of(http.Request.PathBase.Add(http.Request.Path).ToUriComponent() + http.Request.QueryString.ToUriComponent());
        See(http, $"{Path}?{Return}={Uri.EscapeDataString(back)}");
    }

    // Who comes from a page is sent on; who comes by themselves, or just signed out, chooses.
    private static async Task AskAsync(HttpContext http, WebOptions options, IAntiforgery forms)
    {
        var back = LocalPath.Of(http.Request.Query[Return]);
        if (options.Entra is null || !http.Request.Query.ContainsKey(Return))
        {
            await FormAsync(http, options, forms, back, []);
        }
        else
        {
            See(http, EntraPath(back));
        }
    }

    private static async Task BeginAsync(HttpContext http, WebOptions options, EntraSignIn entra)
    {
        var back = LocalPath.Of(http.Request.Query[Return]);
        if (options.Entra is not { } known)
        {
            See(http, Path);
        }
        else if (known.PlatformSignsIn)
        {
            See(http, PlatformPrincipal.SignIn + Uri.EscapeDataString(back));
        }
        else if (await entra.BeginAsync(http, back) is var begun && begun.TryGet(out var address))
        {
            See(http, address);
        }
        else
        {
            await Problem.Of(begun.Findings).WriteAsync(http);
        }
    }

    private static async Task EndAsync(HttpContext http, WebOptions options, FailedAttempts attempts, EntraSignIn entra, Sessions sessions)
    {
        if (options.Entra is null or { PlatformSignsIn: true })
        {
            See(http, Path);
            return;
        }

        var address = http.Connection.RemoteIpAddress;
        if (attempts.Wait(address) is not null)
        {
            await Problem.Of([WebCodes.TooManyAttempts.Finding("Too many attempts from this address let nobody sign in.")]).WriteAsync(http);
            return;
        }

        var ended = await entra.EndAsync(http);
        if (ended.TryGet(out var signedIn))
        {
            sessions.Begin(http, signedIn.Caller);
            See(http, signedIn.Back);
            return;
        }

        if (ProblemStatus.Of(ended.Findings) < StatusCodes.Status500InternalServerError)
        {
            attempts.Add(address);
        }

        await Problem.Of(ended.Findings).WriteAsync(http);
    }

    private static string EntraPath(string back) => $"{WithEntra}?{Return}={Uri.EscapeDataString(back)}";

    private static async Task SignInAsync(HttpContext http, WebOptions options, FailedAttempts attempts, Sessions sessions, IAntiforgery forms)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var back = LocalPath.Of(form[Return]);
        var address = http.Connection.RemoteIpAddress;
        if (attempts.Wait(address) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await FormAsync(http, options, forms, back, [WebCodes.TooManyAttempts.Finding("Too many keys from this address opened nothing.")]);
            return;
        }

        var key = form["key"] is [{ Length: > 0 and <= LongestKey } text] ? text.Trim() : "";
        var signedIn = await options.Authenticate(key, http.RequestAborted);
        if (signedIn.TryGet(out var caller))
        {
            sessions.Begin(http, caller);
            See(http, back);
            return;
        }

        if (ProblemStatus.Of(signedIn.Findings) == StatusCodes.Status401Unauthorized)
        {
            attempts.Add(address);
        }

        await FormAsync(http, options, forms, back, signedIn.Findings);
    }

    private static void SignOut(HttpContext http, WebOptions options, Sessions sessions)
    {
        sessions.End(http);
        See(http, options.Entra is { PlatformSignsIn: true } ? PlatformPrincipal.SignOut : Path);
    }

    private static Task FormAsync(HttpContext http, WebOptions options, IAntiforgery forms, string back, IReadOnlyList<Finding> findings)
    {
        var token = forms.GetAndStoreTokens(http);
        var alert = findings.Count == 0 ? "" : $"<p role=\"alert\" class=\"alert\">{PlainPage.Text(ProblemStatus.Deciding(findings).Message)} {PlainPage.Text(ProblemStatus.Deciding(findings).Remedy)}</p>\n";
        var entra = options.Entra is null ? "" : $"<p><a href=\"{PlainPage.Text(EntraPath(back))}\">Sign in with Microsoft</a></p>\n";
        return PlainPage.WriteAsync(
            http,
            findings.Count == 0 ? StatusCodes.Status200OK : ProblemStatus.Of(findings),
            "Sign in",
            $"{alert}{entra}<form method=\"post\" action=\"{Path}\">\n"
            + $"<input type=\"hidden\" name=\"{PlainPage.Text(token.FormFieldName)}\" value=\"{PlainPage.Text(token.RequestToken!)}\">\n"
            + $"<input type=\"hidden\" name=\"{Return}\" value=\"{PlainPage.Text(back)}\">\n"
            + $"<label for=\"key\">API key</label>\n<input id=\"key\" name=\"key\" type=\"password\" autocomplete=\"current-password\" maxlength=\"{LongestKey}\" required autofocus>\n"
            + "<button type=\"submit\">Sign in</button>\n</form>\n<p>An admin makes keys with <code>fm login create NAME --role ROLE</code>.</p>");
    }

    private static void See(HttpContext http, string place)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = place;
    }
}
