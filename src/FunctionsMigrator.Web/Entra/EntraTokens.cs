using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FunctionsMigrator.Web.Entra;

/// <summary>Validates tokens of Entra ID in this process: signature, issuer, audience, time, and what kind of token it is. No answer repeats a token.</summary>
internal sealed class EntraTokens(WebOptions web, OpenIdProvider provider, TimeProvider time)
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private const int Longest = 16 << 10;
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Longest };

    /// <summary>Whether a text is to be read as a token, and not as an API key.</summary>
    public bool Takes(string text) => web.Entra is not null && text.Count(c => c == '.') == 2;

    /// <summary>Who presents an access token.</summary>
    public async Task<Outcome<Caller>> OfAccessTokenAsync(string text, CancellationToken cancellation)
    {
        var options = web.Entra!;
        var read = await ValidateAsync(text, [options.Tenant, .. options.Tenants], options.Audiences, cancellation);
        if (!read.TryGet(out var token))
        {
            return read.As<Caller>();
        }

        // A token that a person's client asked for says what it may do in the person's name; one of an application names the same object as its subject. Whatever is
        // neither, such as the token that tells a page who signed in, is not for this API.
        var isApplication = Claim(token, "idtyp") == "app" || (Claim(token, "scp") is null && Claim(token, "oid") == token.Subject && Claim(token, "nonce") is null);
        return !isApplication && Claim(token, "scp") is null
            ? AccessCodes.TokenRefused.Fail<Caller>("The token is not an access token.")
            : CallerOf(token, isPerson: !isApplication);
    }

    /// <summary>Who signed in on a page: the identity token that the provider answered for exactly this attempt.</summary>
    public async Task<Outcome<Caller>> OfIdTokenAsync(string text, string nonce, CancellationToken cancellation)
    {
        var options = web.Entra!;
        var read = await ValidateAsync(text, [options.Tenant], [options.ClientId], cancellation);
        if (!read.TryGet(out var token))
        {
            return read.As<Caller>();
        }

        return Claim(token, "nonce") == nonce && Claim(token, "idtyp") != "app"
            ? CallerOf(token, isPerson: true)
            : AccessCodes.SignInFailed.Fail<Caller>("The identity provider answered for another attempt to sign in.");
    }

    private async Task<Outcome<JsonWebToken>> ValidateAsync(string text, IReadOnlyList<string> tenants, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        if (text.Length > Longest || TryRead(text) is not { } unread)
        {
            return AccessCodes.TokenRefused.Fail<JsonWebToken>("What was presented has not the form of a token.");
        }

        // Only which keys are looked at depends on what is not yet proven; the issuer is checked against the same tenant below.
        var tenant = Claim(unread, "tid")?.ToLowerInvariant();
        if (tenant is null || !tenants.Contains(tenant))
        {
            return AccessCodes.OtherIssuer.Fail<JsonWebToken>("The token names a tenant that this server does not accept.");
        }

        foreach (var unknownKey in new[] { false, true })
        {
            var published = await provider.ReadAsync(web.Entra!, tenant, unknownKey, cancellation);
            if (!published.TryGet(out var configuration))
            {
                return published.As<JsonWebToken>();
            }

            var result = await Handler.ValidateTokenAsync(text, Parameters(configuration, tenant, audiences));
            if (result.IsValid)
            {
                var token = (JsonWebToken)result.SecurityToken;
                return Guid.TryParseExact(Claim(token, "oid"), "D", out _) ? Outcome.Of(token) : AccessCodes.TokenRefused.Fail<JsonWebToken>("The token names nobody (oid).");
            }

            if (result.Exception is not SecurityTokenSignatureKeyNotFoundException || unknownKey)
            {
                return Outcome.Fail<JsonWebToken>(WhyNot(result.Exception));
            }
        }

        throw new InvalidOperationException("The second look answers.");
    }

    private TokenValidationParameters Parameters(OpenIdConnectConfiguration configuration, string tenant, IReadOnlyList<string> audiences) => new()
    {
        ValidIssuers = [OpenIdProvider.IssuerOf(web.Entra!, tenant), $"https://sts.windows.net/{tenant}/"],
        ValidAudiences = audiences,
        IssuerSigningKeys = configuration.SigningKeys,
        TryAllIssuerSigningKeys = false,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireSignedTokens = true,
        LifetimeValidator = (from, until, _, _) => IsInTime(from, until),
    };

    private bool IsInTime(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && (from is not { } start || now >= start - Skew);
    }

    private Outcome<Caller> CallerOf(JsonWebToken token, bool isPerson)
    {
        var name = EntraName.Of(web.Entra!.Tenant, Claim(token, "tid")!, Claim(token, "oid")!, isPerson);
        return WithRoles(name, token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value), isPerson, Claim(token, "name"), "entra");
    }

    /// <summary>The caller of a name with what its app roles give; <c>ACC015</c> where they give nothing. No application approves.</summary>
    public static Outcome<Caller> WithRoles(string name, IEnumerable<string> claimed, bool isPerson, string? displayName, string method)
    {
        var roles = AppRoles.Of(claimed).Where(role => isPerson || role is not AccessRole.Approver).ToHashSet();
        return roles.Count == 0
            ? AccessCodes.NoRole.Fail<Caller>($"{name} has no app role that this server knows.")
            : Outcome.Of(new Caller(name, roles, method) { DisplayName = displayName });
    }

    private static Finding WhyNot(Exception? failure) => failure switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException or SecurityTokenExpiredException or SecurityTokenNotYetValidException =>
            AccessCodes.TokenNotInTime.Finding("The token has expired, is not valid yet, or does not say until when it is valid."),
        SecurityTokenInvalidAudienceException => AccessCodes.OtherAudience.Finding("The token is not for this server's application."),
        SecurityTokenInvalidIssuerException => AccessCodes.OtherIssuer.Finding("The token's issuer is not that of its tenant."),
        _ => AccessCodes.TokenRefused.Finding("The token's signature, key or algorithm is not accepted."),
    };

    private static JsonWebToken? TryRead(string text)
    {
        try
        {
            return Handler.ReadJsonWebToken(text);
        }
        catch (Exception failure) when (failure is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static string? Claim(JsonWebToken token, string type) => token.TryGetPayloadValue<string>(type, out var value) && value.Length > 0 ? value : null;
}
