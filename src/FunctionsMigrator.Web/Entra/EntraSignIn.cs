using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FunctionsMigrator.Web.Entra;

/// <summary>Signing in on pages by Entra ID: OpenID Connect, authorization code with PKCE, one attempt a browser at a time.</summary>
internal sealed class EntraSignIn(WebOptions web, OpenIdProvider provider, EntraTokens tokens, SealedCookies cookies, TimeProvider time)
{
    /// <summary>Where the provider sends people back to.</summary>
    public const string Callback = "/sign-in/callback";

    private const int RandomBytes = 32;
    private const int LongestCode = 8 << 10;
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(10);

    /// <summary>Begins an attempt; answers the provider's address at which it goes on.</summary>
    public async Task<Outcome<string>> BeginAsync(HttpContext http, string back)
    {
        var options = web.Entra!;
        var published = await provider.ReadAsync(options, options.Tenant, unknownKey: false, http.RequestAborted);
        if (!published.TryGet(out var configuration))
        {
            return published.As<string>();
        }

        var flow = new EntraFlow(Fresh(), Fresh(), Fresh(), back, time.GetUtcNow() + LongestAttempt);
        cookies.Set(http, SealedCookies.Flow, flow, LongestAttempt);
        return Outcome.Of(QueryHelpers.AddQueryString(configuration.AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["client_id"] = options.ClientId,
            ["response_type"] = "code",
            ["response_mode"] = "query",
            ["redirect_uri"] = RedirectAddress(http),
            ["scope"] = "openid profile",
            ["state"] = flow.State,
            ["nonce"] = flow.Nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(flow.Verifier))),
            ["code_challenge_method"] = "S256",
        }));
    }

    /// <summary>Ends the attempt that this browser began: who signed in, and where the person goes on. It can be ended once, whatever comes of it.</summary>
    public async Task<Outcome<(Caller Caller, string Back)>> EndAsync(HttpContext http)
    {
        var flow = cookies.Read<EntraFlow>(http, SealedCookies.Flow);
        cookies.Delete(http, SealedCookies.Flow);
        var query = http.Request.Query;
        if (flow is null || flow.Until <= time.GetUtcNow() || query["state"] is not [{ } state] || !IsSame(state, flow.State))
        {
            return AccessCodes.SignInFailed.Fail<(Caller, string)>("This browser has not begun to sign in, or it was too long ago.");
        }

        if (query["code"] is not [{ Length: > 0 and <= LongestCode } code])
        {
            return AccessCodes.SignInFailed.Fail<(Caller, string)>($"The identity provider let nobody sign in{Said(query["error"])}.");
        }

        var redeemed = await RedeemAsync(http, code, flow.Verifier);
        if (!redeemed.TryGet(out var token))
        {
            return redeemed.As<(Caller, string)>();
        }

        var signedIn = await tokens.OfIdTokenAsync(token, flow.Nonce, http.RequestAborted);
        return signedIn.TryGet(out var caller) ? Outcome.Of((caller, flow.Back)) : signedIn.As<(Caller, string)>();
    }

    private async Task<Outcome<string>> RedeemAsync(HttpContext http, string code, string verifier)
    {
        var options = web.Entra!;
        var published = await provider.ReadAsync(options, options.Tenant, unknownKey: false, http.RequestAborted);
        if (!published.TryGet(out var configuration))
        {
            return published.As<string>();
        }

        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = RedirectAddress(http),
            ["client_id"] = options.ClientId,
            ["code_verifier"] = verifier,
        };
        if (options.ClientSecret is { } name)
        {
            var secret = await web.Secret(name, http.RequestAborted);
            if (!secret.TryGet(out var value))
            {
                return secret;
            }

            fields["client_secret"] = value;
        }

        try
        {
            using var body = new FormUrlEncodedContent(fields);
            using var answer = await provider.Http.PostAsync(configuration.TokenEndpoint, body, http.RequestAborted);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(http.RequestAborted));
            if (json.RootElement.ValueKind is JsonValueKind.Object)
            {
                return answer.IsSuccessStatusCode && json.RootElement.TryGetProperty("id_token", out var token) && token.ValueKind is JsonValueKind.String
                    ? Outcome.Of(token.GetString()!)
                    : AccessCodes.SignInFailed.Fail<string>($"The identity provider did not redeem the code{Said(json.RootElement.TryGetProperty("error", out var error) ? error.ToString() : null)}.");
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !http.RequestAborted.IsCancellationRequested))
        {
            // Told below; the texts of these may quote what was sent.
        }

        return AccessCodes.ProviderUnavailable.Fail<string>("The identity provider did not answer as one.");
    }

    private string RedirectAddress(HttpContext http) => (web.PublicAddress?.GetLeftPart(UriPartial.Authority) ?? $"{http.Request.Scheme}://{http.Request.Host}") + Callback;

    private static string Fresh() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    private static bool IsSame(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    // Only the standard's own words are repeated: whoever makes a link chooses what stands there.
    private static string Said(string? error) => error is { Length: > 0 and <= 40 } && error.All(c => char.IsAsciiLetterLower(c) || c == '_') ? $": {error}" : "";
}
