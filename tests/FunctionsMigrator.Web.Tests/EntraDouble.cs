using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Tests;

/// <summary>An identity provider on loopback that signs whatever a test wants, publishes its keys, changes them, and redeems codes as strictly as the real one.</summary>
internal sealed class EntraDouble : IAsyncDisposable
{
    public const string Tenant = "2b9f0000-0000-0000-0000-000000000001";
    public const string OtherTenant = "2b9f0000-0000-0000-0000-000000000002";
    public const string Client = "7d1c0000-0000-0000-0000-00000000000a";
    public const string Bo = "7d1c0000-0000-0000-0000-0000000000b0";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string Redirect)> _codes = new(StringComparer.Ordinal);
    private (string Id, RSA Key) _key = ("key-1", RSA.Create(2048));

    private EntraDouble(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>How often its keys were read.</summary>
    public int KeysRead { get; private set; }

    public bool IsAway { get; set; }

    /// <summary>Changes the claims of the next identity tokens.</summary>
    public Action<Dictionary<string, object?>>? Change { get; set; }

    /// <summary>Makes the next identity tokens; null: as it should be.</summary>
    public Func<Dictionary<string, object?>, string>? Sign { get; set; }

    /// <summary>What was sent to redeem codes.</summary>
    public List<IReadOnlyDictionary<string, string>> Redeemed { get; } = [];

    public static async Task<EntraDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new EntraDouble(app);
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (string tenant) => provider.IsAway ? Results.StatusCode(503) : Results.Json(new Dictionary<string, string>
        {
            ["issuer"] = $"{provider.Issuer(tenant)}",
            ["authorization_endpoint"] = $"{provider.Root}/{tenant}/oauth2/v2.0/authorize",
            ["token_endpoint"] = $"{provider.Root}/{tenant}/oauth2/v2.0/token",
            ["jwks_uri"] = $"{provider.Root}/{tenant}/keys",
        }));
        app.MapGet("/{tenant}/keys", () => Results.Text(provider.Keys(), "application/json"));
        app.MapPost("/{tenant}/oauth2/v2.0/token", (Delegate)provider.RedeemAsync);
        await app.StartAsync();
        return provider;
    }

    private string Root => Address.GetLeftPart(UriPartial.Authority);

    public string Issuer(string tenant = Tenant) => $"{Root}/{tenant}/v2.0";

    /// <summary>From now on another key signs, and is the only one that is published.</summary>
    public void Rotate() => _key = ($"key-{Guid.NewGuid():N}", RSA.Create(2048));

    /// <summary>What the person does at the provider: signs in there, and is sent back with a code.</summary>
    public string Authorize(Uri address, Func<IDictionary<string, string>, IDictionary<string, string>>? change = null)
    {
        IDictionary<string, string> asked = QueryHelpers.ParseQuery(address.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        asked = change?.Invoke(asked) ?? asked;
        Assert.Equal(("code", "S256", Client), (asked["response_type"], asked["code_challenge_method"], asked["client_id"]));
        var code = Guid.NewGuid().ToString("N") + "xfm_ab_cd_" + new string('A', 43);
        _codes[code] = (asked["code_challenge"], asked["nonce"], asked["redirect_uri"]);
        return QueryHelpers.AddQueryString(new Uri(asked["redirect_uri"]).AbsolutePath, new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"], ["session_state"] = "x" });
    }

    /// <summary>The claims of an access token that bo's own client asked for.</summary>
    public Dictionary<string, object?> Claims(DateTimeOffset now, params string[] roles) => new(StringComparer.Ordinal)
    {
        ["iss"] = Issuer(),
        ["aud"] = Client,
        ["tid"] = Tenant,
        ["oid"] = Bo,
        ["sub"] = "pairwise-subject",
        ["name"] = "Bo Lee",
        ["scp"] = "access",
        ["roles"] = roles.Length == 0 ? ["Approver"] : roles,
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
    };

    public string Token(Dictionary<string, object?> claims) => Token(claims, "RS256", _key.Id, text => _key.Key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Token(Dictionary<string, object?> claims, string algorithm, string? kid, Func<byte[], byte[]> sign)
    {
        var header = new Dictionary<string, object?> { ["typ"] = "JWT", ["alg"] = algorithm };
        if (kid is not null)
        {
            header["kid"] = kid;
        }

        var text = $"{Part(header)}.{Part(claims.Where(claim => claim.Value is not null).ToDictionary())}";
        return $"{text}.{WebEncoders.Base64UrlEncode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public string KeyId => _key.Id;

    public RSA Key => _key.Key;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Part(object value) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(value));

    private string Keys()
    {
        KeysRead++;
        var parameters = _key.Key.ExportParameters(false);
        return JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", kid = _key.Id, n = WebEncoders.Base64UrlEncode(parameters.Modulus!), e = WebEncoders.Base64UrlEncode(parameters.Exponent!) } } });
    }

    private async Task<IResult> RedeemAsync(HttpRequest request)
    {
        var sent = (await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        Redeemed.Add(sent);
        if (!_codes.TryRemove(sent.GetValueOrDefault("code", ""), out var code)
            || sent.GetValueOrDefault("redirect_uri") != code.Redirect
            || sent.GetValueOrDefault("client_id") != Client
            || WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(sent.GetValueOrDefault("code_verifier", "")))) != code.Challenge)
        {
            return Results.Json(new { error = "invalid_grant", error_description = "AADSTS: <script>no</script>" }, statusCode: 400);
        }

        var claims = Claims(TimeProvider.System.GetUtcNow());
        (claims["scp"], claims["nonce"]) = (null, code.Nonce);
        Change?.Invoke(claims);
        return Results.Json(new { token_type = "Bearer", id_token = Sign?.Invoke(claims) ?? Token(claims) });
    }
}
