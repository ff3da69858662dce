using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Web.Problems;
using FunctionsMigrator.Web.SignIn;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Access;

/// <summary>Lets browsers through to pages: by the cookie of who signed in, and what they post only from a page that this server showed them.</summary>
internal sealed class PageGate(WebOptions options, Sessions sessions, SamePageRule samePage)
{
    /// <summary>Whether the request may go on; if not, it is answered.</summary>
    /// <param name="http">The request.</param>
    /// <param name="required">The roles of the page; null: it is for everybody.</param>
    public async Task<bool> LetsThroughAsync(HttpContext http, RequiredAccess? required)
    {
        // Whoever speaks https for this process in front of it says so once, in the settings.
        if (options.PublicAddress?.Scheme == Uri.UriSchemeHttps)
        {
            http.Request.Scheme = Uri.UriSchemeHttps;
        }

        var looks = SamePageRule.OnlyLooks(http);
        if (!looks && samePage.ComesFromElsewhere(http))
        {
            await Problem.Of([WebCodes.CrossSite.Finding("The request comes from a page of another site.")]).WriteAsync(http);
            return false;
        }

        var caller = await sessions.FindAsync(http);
        if (caller is not null)
        {
            http.User = Sessions.PrincipalOf(caller);
            http.Features.Set(caller);
        }

        if (required is not null && caller is null)
        {
            SignInEndpoints.Redirect(http);
            return false;
        }

        if (required is not null && !required.AnyOf.Any(caller!.Has))
        {
            await Problem.Of([AccessCodes.Forbidden.Finding($"{caller!.Name} has no role {required}.")]).WriteAsync(http);
            return false;
        }

        if (!looks && !await samePage.HasTokenAsync(http))
        {
            await Problem.Of([WebCodes.CrossSite.Finding("The form carries no token of a page that was shown to you.")]).WriteAsync(http);
            return false;
        }

        return true;
    }
}
