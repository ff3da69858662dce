using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Model;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Web.Tests;

/// <summary>Access tokens of Entra ID at the API: which are believed, and who they name.</summary>
public sealed class EntraTokenTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Samples.At);
    private EntraDouble _entra = null!;
    private PageServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _entra = await EntraDouble.StartAsync();
        _server = await PageServer.StartAsync(time: _time, change: options => options with { Entra = OptionsOf(_entra), FailedAttempts = 1000, People = _ => Task.FromResult<PeopleDocument?>(People()) });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _entra.DisposeAsync();
    }

    internal static EntraOptions OptionsOf(EntraDouble entra) => new()
    {
        Tenant = EntraDouble.Tenant,
        ClientId = EntraDouble.Client,
        Audiences = [EntraDouble.Client, "api://fm"],
        Authority = entra.Address,
    };

    [Fact]
    public async Task A_token_names_a_person_by_object_id_and_gives_the_roles_that_it_says()
    {
        var claims = _entra.Claims(Samples.At, "Approver", "fm.operator", "Somebody.Elses");

        var me = JsonNode.Parse(await (await AskAsync(_entra.Token(claims))).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(
            ($"entra:{EntraDouble.Bo}", "entra", "bo", "Bo Lee"),
            (me["name"]!.ToString(), me["method"]!.ToString(), me["person"]!.ToString(), me["displayName"]!.ToString()));
        Assert.Equal(["Operator", "Approver"], me["roles"]!.AsArray().Select(role => role!.ToString()));
        Assert.Equal(["dba"], me["approverRoles"]!.AsArray().Select(role => role!.ToString()));
    }

    [Theory]
    [InlineData("iss", "https://sts.windows.net/2b9f0000-0000-0000-0000-000000000001/")]
    [InlineData("aud", "api://fm")]
    public async Task Both_forms_of_issuer_and_every_configured_audience_are_taken(string claim, string value)
    {
        var claims = _entra.Claims(Samples.At);
        claims[claim] = value;

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(_entra.Token(claims))).StatusCode);
    }

    [Theory]
    [InlineData("aud", "7d1c0000-0000-0000-0000-00000000000b", HttpStatusCode.Unauthorized, "ACC013")]
    [InlineData("aud", null, HttpStatusCode.Unauthorized, "ACC013")]
    [InlineData("iss", "https://evil.example.com/v2.0", HttpStatusCode.Unauthorized, "ACC014")]
    [InlineData("iss", "https://sts.windows.net/2b9f0000-0000-0000-0000-000000000002/", HttpStatusCode.Unauthorized, "ACC014")]
    [InlineData("tid", EntraDouble.OtherTenant, HttpStatusCode.Unauthorized, "ACC014")]
    [InlineData("tid", null, HttpStatusCode.Unauthorized, "ACC014")]
    [InlineData("oid", null, HttpStatusCode.Unauthorized, "ACC011")]
    [InlineData("oid", "bo", HttpStatusCode.Unauthorized, "ACC011")]
    [InlineData("scp", null, HttpStatusCode.Unauthorized, "ACC011")]
    [InlineData("exp", null, HttpStatusCode.Unauthorized, "ACC012")]
    [InlineData("roles", null, HttpStatusCode.Forbidden, "ACC015")]
    [InlineData("roles", "Owner", HttpStatusCode.Forbidden, "ACC015")]
    public async Task A_token_with_a_wrong_claim_is_refused(string claim, string? value, HttpStatusCode status, string code)
    {
        var claims = _entra.Claims(Samples.At);
        claims[claim] = value;
        var token = _entra.Token(claims);

        var problem = await ApiAssert.ProblemAsync(await AskAsync(token), status, code);

        Assert.DoesNotContain(token[..20], problem.ToString(), StringComparison.Ordinal);
        Assert.Empty(_server.Api.Operations.Asked);
    }

    [Fact]
    public async Task A_token_that_another_tenant_issued_rightly_is_refused()
    {
        var claims = _entra.Claims(Samples.At);
        (claims["tid"], claims["iss"]) = (EntraDouble.OtherTenant, _entra.Issuer(EntraDouble.OtherTenant));

        await ApiAssert.ProblemAsync(await AskAsync(_entra.Token(claims)), HttpStatusCode.Unauthorized, "ACC014");

        Assert.Empty(_server.Api.Operations.Asked);
    }

    [Theory]
    [InlineData("exp", -120, "ACC012")]
    [InlineData("exp", -119, null)]
    [InlineData("nbf", 121, "ACC012")]
    [InlineData("nbf", 120, null)]
    public async Task A_token_counts_in_its_time_give_or_take_two_minutes(string claim, int seconds, string? code)
    {
        var claims = _entra.Claims(Samples.At);
        claims["nbf"] = Samples.At.AddHours(-1).ToUnixTimeSeconds();
        claims[claim] = Samples.At.AddSeconds(seconds).ToUnixTimeSeconds();

        var answer = await AskAsync(_entra.Token(claims));

        if (code is null)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        else
        {
            await ApiAssert.ProblemAsync(answer, HttpStatusCode.Unauthorized, code);
        }
    }

    [Theory]
    [InlineData("none", "none, without a signature")]
    [InlineData("HS256", "the published key as a secret")]
    [InlineData("RS512", "another algorithm of the same key")]
    [InlineData("RS256", "somebody else's key under the published name")]
    [InlineData("RS256-changed", "claims changed after signing")]
    public async Task A_token_that_the_provider_did_not_sign_so_is_refused(string how, string why)
    {
        var claims = _entra.Claims(Samples.At, "Admin");
        using var foreign = RSA.Create(2048);
        var token = how switch
        {
            "none" => EntraDouble.Token(claims, "none", null, _ => []),
            "HS256" => EntraDouble.Token(claims, "HS256", _entra.KeyId, text => HMACSHA256.HashData(_entra.Key.ExportSubjectPublicKeyInfo(), text)),
            "RS512" => EntraDouble.Token(claims, "RS512", _entra.KeyId, text => _entra.Key.SignData(text, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            "RS256" => EntraDouble.Token(claims, "RS256", _entra.KeyId, text => foreign.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            _ => Changed(_entra.Token(claims), _entra.Token(_entra.Claims(Samples.At, "Reader"))),
        };

        await ApiAssert.ProblemAsync(await AskAsync(token), HttpStatusCode.Unauthorized, "ACC011");
        Assert.NotEmpty(why);

        static string Changed(string one, string other) => $"{one.Split('.')[0]}.{one.Split('.')[1]}.{other.Split('.')[2]}";
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AAAA")]
    public async Task What_has_not_the_form_of_a_token_is_refused(string text)
    {
        var answer = await AskAsync(text);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task New_keys_of_the_provider_are_read_once_for_all_who_name_unknown_ones()
    {
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(_entra.Token(_entra.Claims(Samples.At)))).StatusCode);
        _entra.Rotate();
        var token = _entra.Token(_entra.Claims(Samples.At));

        await ApiAssert.ProblemAsync(await AskAsync(token), HttpStatusCode.Unauthorized, "ACC011");
        Assert.Equal(1, _entra.KeysRead);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(token)).StatusCode);
        for (var i = 0; i < 5; i++)
        {
            await ApiAssert.ProblemAsync(
                await AskAsync(EntraDouble.Token(_entra.Claims(Samples.At), "RS256", $"invented-{i}", _ => new byte[256])), HttpStatusCode.Unauthorized, "ACC011");
        }

        Assert.Equal(2, _entra.KeysRead);
    }

    [Fact]
    public async Task While_the_provider_is_away_known_keys_count_and_unknown_tenants_wait()
    {
        var token = _entra.Token(_entra.Claims(Samples.At.AddHours(13)));
        _entra.IsAway = true;
        await ApiAssert.ProblemAsync(await AskAsync(_entra.Token(_entra.Claims(Samples.At))), HttpStatusCode.ServiceUnavailable, "ACC016");
        _entra.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(_entra.Token(_entra.Claims(Samples.At)))).StatusCode);
        _entra.IsAway = true;
        _time.Advance(TimeSpan.FromHours(13));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(token)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_operates_and_never_approves_nor_is_it_a_person(bool saysSo)
    {
        var claims = _entra.Claims(Samples.At, "Approver", "Operator");
        (claims["scp"], claims["sub"], claims["idtyp"]) = (null, EntraDouble.Bo, saysSo ? "app" : null);
        var token = _entra.Token(claims);

        var me = JsonNode.Parse(await (await AskAsync(token)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal($"entra-app:{EntraDouble.Bo}", me["name"]!.ToString());
        Assert.Equal(["Operator"], me["roles"]!.AsArray().Select(role => role!.ToString()));
        Assert.Null(me["person"]);
        claims["roles"] = "Approver";
        await ApiAssert.ProblemAsync(await AskAsync(_entra.Token(claims)), HttpStatusCode.Forbidden, "ACC015");
    }

    [Fact]
    public async Task People_of_a_further_tenant_are_named_with_it()
    {
        await using var server = await PageServer.StartAsync(time: _time, change: options => options with { Entra = OptionsOf(_entra) with { Tenants = [EntraDouble.OtherTenant] } });
        var claims = _entra.Claims(Samples.At);
        (claims["tid"], claims["iss"]) = (EntraDouble.OtherTenant, _entra.Issuer(EntraDouble.OtherTenant));

        var me = JsonNode.Parse(await (await server.Api.SendAsync(HttpMethod.Get, "/api/me", _entra.Token(claims))).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal($"entra:{EntraDouble.OtherTenant}/{EntraDouble.Bo}", me["name"]!.ToString());
    }

    [Fact]
    public async Task Roles_of_a_token_decide_as_roles_of_a_key_do()
    {
        var reader = _entra.Token(_entra.Claims(Samples.At, "Reader"));

        Assert.Equal(HttpStatusCode.OK, (await _server.Api.SendAsync(HttpMethod.Get, "/api/runs", reader)).StatusCode);
        await ApiAssert.ProblemAsync(await _server.Api.SendAsync(HttpMethod.Post, "/api/runs", reader, """{"environment":"production"}"""), HttpStatusCode.Forbidden, "ACC010");
    }

    [Fact]
    public async Task Keys_open_the_api_beside_tokens_and_tokens_open_nothing_without_a_tenant()
    {
        await using var without = await PageServer.StartAsync(time: _time);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(await _server.KeyAsync())).StatusCode);
        await ApiAssert.ProblemAsync(await without.Api.SendAsync(HttpMethod.Get, "/api/me", _entra.Token(_entra.Claims(Samples.At))), HttpStatusCode.Unauthorized, "ACC001");
    }

    [Fact]
    public async Task A_token_in_the_address_is_refused()
    {
        await ApiAssert.ProblemAsync(
            await _server.Api.SendAsync(HttpMethod.Get, $"/api/me?access_token={_entra.Token(_entra.Claims(Samples.At))}", key: null), HttpStatusCode.BadRequest, "WEB011");
    }

    private static PeopleDocument People() => new()
    {
        Name = "people",
        People = new Dictionary<string, PersonDefinition> { ["bo"] = new() { Entra = EntraDouble.Bo.ToUpperInvariant(), Roles = ["dba"] } },
    };

    private Task<HttpResponseMessage> AskAsync(string token) => _server.Api.SendAsync(HttpMethod.Get, "/api/me", token);
}
