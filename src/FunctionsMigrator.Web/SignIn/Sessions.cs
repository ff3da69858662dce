using System.Security.Claims;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Entra;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>Sessions of browsers: begun when somebody signs in, looked at again at every request, ended at the latest after a working day.</summary>
internal sealed class Sessions(WebOptions options, SealedCookies cookies, TimeProvider time)
{
    /// <summary>How long somebody who signed in with a key stays so.</summary>
    public static readonly TimeSpan OfKeys = TimeSpan.FromHours(8);

    /// <summary>How long roles that an identity provider said are believed; then it is asked again, which people hardly notice.</summary>
    public static readonly TimeSpan OfTokens = TimeSpan.FromHours(1);

    /// <summary>Begins the session of somebody who proved who they are.</summary>
    public void Begin(HttpContext http, Caller caller)
    {
        var lifetime = caller.Credential is null ? OfTokens : OfKeys;
        var session = new Session(
            caller.Method, caller.Name, time.GetUtcNow() + lifetime, caller.Credential, caller.Credential is null ? [.. caller.Roles.Order()] : null, caller.DisplayName);
        cookies.Set(http, SealedCookies.Session, session, lifetime);
    }

    /// <summary>Ends the session of this browser.</summary>
    public void End(HttpContext http) => cookies.Delete(http, SealedCookies.Session);

    /// <summary>Who signed in with this browser, and may still; null: nobody.</summary>
    /// <exception cref="Core.Ports.StoreException">The store cannot answer now.</exception>
    public async Task<Caller?> FindAsync(HttpContext http)
    {
        if (PlatformPrincipal.Of(http, options.Entra) is { } known)
        {
            return known;
        }

        if (cookies.Read<Session>(http, SealedCookies.Session) is not { } session || session.Until <= time.GetUtcNow())
        {
            return null;
        }

        if (session.Credential is not { } credential)
        {
            return options.Entra is not null && session.Roles is { } roles ? new Caller(session.Name, roles.ToHashSet(), session.Method) { DisplayName = session.DisplayName } : null;
        }

        var recalled = await options.Recall(session.Name, credential, http.RequestAborted);
        return recalled.TryGet(out var caller) ? caller
            : ProblemStatus.Of(recalled.Findings) == StatusCodes.Status401Unauthorized ? null
            : throw new Core.Ports.StoreException(ProblemStatus.Deciding(recalled.Findings));
    }

    /// <summary>What binds a form to whom it was shown to.</summary>
    public static ClaimsPrincipal PrincipalOf(Caller caller) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.Name, ClaimValueTypes.String, caller.Method)], caller.Method));
}
