using System.Net;
using System.Security.Cryptography;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Web.Entra;

namespace FunctionsMigrator.Web.Tests;

/// <summary>Signing in on pages by Entra ID, and everything that must not sign anybody in.</summary>
public sealed class EntraSignInTests : IAsyncLifetime
{
    private EntraDouble _entra = null!;
    private PageServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _entra = await EntraDouble.StartAsync();
        _server = await PageServer.StartAsync(change: options => options with { Entra = EntraTokenTests.OptionsOf(_entra) });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _entra.DisposeAsync();
    }

    [Fact]
    public async Task Who_asks_for_a_page_signs_in_at_the_provider_and_comes_back_to_it()
    {
        using var browser = _server.Browser();

        var asked = await browser.GetAsync("/decide?plan=7f3c9a2e");
        var signIn = await browser.GetAsync(asked.Headers.Location!.OriginalString);
        var begun = await browser.GetAsync(signIn.Headers.Location!.OriginalString);
        var back = await browser.GetAsync(_entra.Authorize(begun.Headers.Location!));
        var page = await browser.GetAsync(back.Headers.Location!.OriginalString);

        Assert.Equal("/decide?plan=7f3c9a2e", back.Headers.Location!.OriginalString);
        Assert.Contains($"<p>entra:{EntraDouble.Bo}</p>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await browser.PostAsync("/decide", await Browser.FieldsAsync(page));
        Assert.Equal([$"entra:{EntraDouble.Bo}"], _server.Decided);
    }

    [Fact]
    public async Task The_code_is_redeemed_with_what_only_this_browser_began_with()
    {
        using var browser = _server.Browser();
        await BackAsync(browser);

        var sent = Assert.Single(_entra.Redeemed);
        Assert.Equal(43, sent["code_verifier"].Length);
        Assert.DoesNotContain("client_secret", sent.Keys);
    }

    [Fact]
    public async Task An_application_with_a_secret_proves_itself_with_it()
    {
        await using var server = await PageServer.StartAsync(change: options => options with
        {
            Entra = EntraTokenTests.OptionsOf(_entra) with { ClientSecret = "fm-entra-client" },
            Secret = (name, _) => Task.FromResult(Outcome.Of($"value of {name}")),
        });
        using var browser = server.Browser();

        await browser.GetAsync(_entra.Authorize((await browser.GetAsync("/sign-in/entra")).Headers.Location!));

        Assert.Equal("value of fm-entra-client", Assert.Single(_entra.Redeemed)["client_secret"]);
    }

    [Theory]
    [InlineData("aud", "7d1c0000-0000-0000-0000-00000000000b", "ACC013")]
    [InlineData("aud", "api://fm", "ACC013")]
    [InlineData("iss", "https://evil.example.com", "ACC014")]
    [InlineData("tid", EntraDouble.OtherTenant, "ACC014")]
    [InlineData("nonce", "another", "ACC017")]
    [InlineData("nonce", null, "ACC017")]
    [InlineData("oid", null, "ACC011")]
    [InlineData("roles", null, "ACC015")]
    public async Task An_identity_token_with_a_wrong_claim_signs_nobody_in(string claim, string? value, string code)
    {
        _entra.Change = claims => claims[claim] = value;

        await NobodyAsync(code);
    }

    [Theory]
    [InlineData(-3, "ACC012")]
    [InlineData(3, "ACC012")]
    public async Task An_identity_token_out_of_its_time_signs_nobody_in(int minutes, string code)
    {
        _entra.Change = claims => claims[minutes < 0 ? "exp" : "nbf"] = DateTimeOffset.UtcNow.AddMinutes(minutes).ToUnixTimeSeconds();

        await NobodyAsync(code);
    }

    [Fact]
    public async Task An_identity_token_without_a_signature_signs_nobody_in()
    {
        _entra.Sign = claims => EntraDouble.Token(claims, "none", null, _ => []);

        await NobodyAsync("ACC011");
    }

    [Fact]
    public async Task An_identity_token_signed_with_the_published_key_as_a_secret_signs_nobody_in()
    {
        _entra.Sign = claims => EntraDouble.Token(claims, "HS256", _entra.KeyId, text => HMACSHA256.HashData(_entra.Key.ExportSubjectPublicKeyInfo(), text));

        await NobodyAsync("ACC011");
    }

    [Fact]
    public async Task An_answer_is_taken_once()
    {
        using var browser = _server.Browser();
        var begun = (await browser.GetAsync("/sign-in/entra")).Headers.Location!;
        var answer = _entra.Authorize(begun);
        var flow = browser.Cookies.GetCookies(_server.Api.Address).Single(cookie => cookie.Name == "fm-sign-in").Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync(answer)).StatusCode);

        using var again = _server.Browser();
        await RefusedAsync(await browser.GetAsync(answer), HttpStatusCode.BadRequest, "ACC017");

        // Nor by who has read the cookie of the attempt too: the provider redeems a code once.
        again.Cookies.Add(_server.Api.Address, new Cookie("fm-sign-in", flow));
        await RefusedAsync(await again.GetAsync(answer), HttpStatusCode.BadRequest, "ACC017");
        Assert.Equal(HttpStatusCode.SeeOther, (await again.GetAsync("/decide")).StatusCode);
    }

    [Fact]
    public async Task An_answer_to_another_browser_signs_nobody_in_here()
    {
        using var eve = _server.Browser();
        var answer = _entra.Authorize((await eve.GetAsync("/sign-in/entra")).Headers.Location!);
        using var bo = _server.Browser();

        await RefusedAsync(await bo.GetAsync(answer), HttpStatusCode.BadRequest, "ACC017");

        // Also not where bo is signing in at the same time.
        await bo.GetAsync("/sign-in/entra");
        await RefusedAsync(await bo.GetAsync(answer), HttpStatusCode.BadRequest, "ACC017");
        Assert.Empty(_entra.Redeemed);
    }

    [Fact]
    public async Task A_code_that_another_attempt_got_is_not_redeemed_without_its_verifier()
    {
        using var eve = _server.Browser();
        var ofEve = _entra.Authorize((await eve.GetAsync("/sign-in/entra")).Headers.Location!);
        using var bo = _server.Browser();
        var ofBo = _entra.Authorize((await bo.GetAsync("/sign-in/entra")).Headers.Location!);
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(ofEve[ofEve.IndexOf('?', StringComparison.Ordinal)..])["code"].ToString();
        var state = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(ofBo[ofBo.IndexOf('?', StringComparison.Ordinal)..])["state"].ToString();

        var html = await RefusedAsync(await bo.GetAsync($"{EntraSignIn.Callback}?code={code}&state={state}"), HttpStatusCode.BadRequest, "ACC017");

        Assert.Contains("invalid_grant", html, StringComparison.Ordinal);
        Assert.DoesNotContain("script", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_link_says_of_an_error_is_not_repeated()
    {
        using var browser = _server.Browser();
        var state = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery((await browser.GetAsync("/sign-in/entra")).Headers.Location!.Query)["state"].ToString();

        var html = await RefusedAsync(await browser.GetAsync($"{EntraSignIn.Callback}?error=Call+us+at+555&state={state}"), HttpStatusCode.BadRequest, "ACC017");

        Assert.DoesNotContain("555", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_sent_elsewhere_after_signing_in()
    {
        using var browser = _server.Browser();

        var begun = await browser.GetAsync("/sign-in/entra?return=https%3A%2F%2Fevil.example.com");

        Assert.Equal("/", (await browser.GetAsync(_entra.Authorize(begun.Headers.Location!))).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task While_the_provider_is_away_keys_still_sign_in()
    {
        _entra.IsAway = true;
        using var browser = _server.Browser();

        await RefusedAsync(await browser.GetAsync("/sign-in/entra"), HttpStatusCode.ServiceUnavailable, "ACC016");
        await browser.SignInAsync(await _server.KeyAsync());

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/decide")).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Identity_headers_count_only_where_the_platform_writes_them(bool declared)
    {
        await using var server = await PageServer.StartAsync(change: options => options with { Entra = EntraTokenTests.OptionsOf(_entra) with { PlatformSignsIn = declared } });
        using var browser = server.Browser();
        var principal = Principal(EntraDouble.Tenant, "Approver");

        var page = await browser.GetAsync("/decide", request => request.Headers.Add("X-MS-CLIENT-PRINCIPAL", principal));
        var api = await server.Api.SendAsync(HttpMethod.Get, "/api/runs", key: null, change: request => request.Headers.Add("X-MS-CLIENT-PRINCIPAL", principal));

        Assert.Equal(declared ? HttpStatusCode.OK : HttpStatusCode.SeeOther, page.StatusCode);
        await ApiAssert.ProblemAsync(api, HttpStatusCode.Unauthorized, "WEB010");
    }

    [Theory]
    [InlineData(EntraDouble.OtherTenant, "Approver")]
    [InlineData(EntraDouble.Tenant, "Owner")]
    [InlineData("", "Approver")]
    public async Task Identity_headers_of_another_tenant_or_without_a_role_name_nobody(string tenant, string role)
    {
        await using var server = await PageServer.StartAsync(change: options => options with { Entra = EntraTokenTests.OptionsOf(_entra) with { PlatformSignsIn = true } });
        using var browser = server.Browser();

        foreach (var header in new[] { Principal(tenant, role), "not base64", Convert.ToBase64String("{}"u8), Convert.ToBase64String("[]"u8) })
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/decide", request => request.Headers.Add("X-MS-CLIENT-PRINCIPAL", header))).StatusCode);
        }
    }

    private static string Principal(string tenant, string role) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($$"""
        {"auth_typ":"aad","claims":[{"typ":"http://schemas.microsoft.com/identity/claims/objectidentifier","val":"{{EntraDouble.Bo}}"},
         {"typ":"http://schemas.microsoft.com/identity/claims/tenantid","val":"{{tenant}}"},{"typ":"roles","val":"{{role}}"}],"name_typ":"x","role_typ":"roles"}
        """));

    private async Task<HttpResponseMessage> BackAsync(Browser browser) => await browser.GetAsync(_entra.Authorize((await browser.GetAsync("/sign-in/entra")).Headers.Location!));

    private async Task NobodyAsync(string code)
    {
        using var browser = _server.Browser();
        var html = await (await BackAsync(browser)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains($"<small>{code}</small>", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/decide")).StatusCode);
    }

    private static async Task<string> RefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains($"<small>{code}</small>", html, StringComparison.Ordinal);
        return html;
    }
}
