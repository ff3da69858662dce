using System.Globalization;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Entra;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Access;

/// <summary>Lets a request through to an endpoint that is for everybody, or whose roles the presented key has; to a page as <see cref="PageGate"/> says. No cookie opens anything but pages. Whatever an endpoint does not allow is refused.</summary>
internal sealed class AccessGate(RequestDelegate next, WebOptions options, FailedAttempts attempts, EntraTokens tokens, PageGate pages)
{
    private const string Scheme = "Bearer ";
    private const int LongestHeader = 16 << 10;

    public async Task InvokeAsync(HttpContext http)
    {
        // Routing answers "not this method" and "not this content type" by endpoints without a route.
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(http);
            return;
        }

        var required = endpoint.Metadata.GetMetadata<RequiredAccess>();
        if (required is null && endpoint.Metadata.GetMetadata<AnonymousAccess>() is null)
        {
            throw new InvalidOperationException($"{endpoint.DisplayName} does not say who may use it.");
        }

        if (endpoint.Metadata.GetMetadata<PageAccess>() is not null)
        {
            if (await pages.LetsThroughAsync(http, required))
            {
                await next(http);
            }

            return;
        }

        if (required is null || (endpoint.Metadata.GetMetadata<SignedAccess>() is not null && http.Request.Headers.ContainsKey(GenericSignature.SignatureHeader)))
        {
            await next(http);
            return;
        }

        var signedIn = await SignInAsync(http);
        if (!signedIn.TryGet(out var caller))
        {
            await Problem.Of(signedIn.Findings).WriteAsync(http);
        }
        else if (!required.AnyOf.Any(caller.Has))
        {
            await Problem.Of([AccessCodes.Forbidden.Finding($"{caller.Name} has no role {required}.")]).WriteAsync(http);
        }
        else
        {
            http.Features.Set(caller);
            await next(http);
        }
    }

    private async Task<Outcome<Caller>> SignInAsync(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (attempts.Wait(address) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return WebCodes.TooManyAttempts.Fail<Caller>("Too many keys from this address opened nothing.");
        }

        if (http.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > LongestHeader)
        {
            return WebCodes.NotSignedIn.Fail<Caller>("The request has no Authorization header with a bearer key or token.");
        }

        var presented = header[Scheme.Length..].Trim();
        var caller = tokens.Takes(presented) ? await tokens.OfAccessTokenAsync(presented, http.RequestAborted) : await options.Authenticate(presented, http.RequestAborted);
        if (!caller.Succeeded && ProblemStatus.Of(caller.Findings) == StatusCodes.Status401Unauthorized)
        {
            attempts.Add(address);
        }

        return caller;
    }
}
