using System.Net;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Web.Tests;

/// <summary>Pages: who sees them, and whose forms count.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in_and_comes_back()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();

        var sent = await browser.GetAsync("/decide?plan=7f3c9a2e");
        var signedIn = await browser.SignInAsync(await server.KeyAsync(), "/decide?plan=7f3c9a2e");
        var page = await browser.GetAsync("/decide?plan=7f3c9a2e");

        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?return=%2Fdecide%3Fplan%3D7f3c9a2e"), (sent.StatusCode, sent.Headers.Location!.OriginalString));
        Assert.Equal((HttpStatusCode.SeeOther, "/decide?plan=7f3c9a2e"), (signedIn.StatusCode, signedIn.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("<p>bo</p>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_a_page_is_taken_from_who_saw_it()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());

        var answer = await browser.PostAsync("/decide", await Browser.FieldsAsync(await browser.GetAsync("/decide")));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["bo"], server.Decided);
    }

    [Fact]
    public async Task A_page_that_one_instance_shows_is_decided_on_another_over_the_same_store()
    {
        await using var a = await PageServer.StartAsync();
        await using var b = await PageServer.StartAsync(a.Store);
        using var before = a.Browser();
        await before.SignInAsync(await a.KeyAsync());
        var fields = await Browser.FieldsAsync(await before.GetAsync("/decide"));
        using var after = new Browser(b.Api.Address, before.Cookies);

        var answer = await after.PostAsync("/decide", fields);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["bo"], b.Decided);
        Assert.Empty(a.Decided);
    }

    [Fact]
    public async Task Cookies_and_forms_of_another_store_count_for_nothing()
    {
        await using var a = await PageServer.StartAsync();
        await using var b = await PageServer.StartAsync();
        await b.KeyAsync();
        using var before = a.Browser();
        await before.SignInAsync(await a.KeyAsync());
        using var after = new Browser(b.Api.Address, before.Cookies);

        Assert.Equal(HttpStatusCode.SeeOther, (await after.GetAsync("/decide")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await after.PostAsync("/decide", await Browser.FieldsAsync(await before.GetAsync("/decide")))).StatusCode);
        Assert.Empty(b.Decided);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());

        await RefusedAsync(await browser.PostAsync("/decide", []), HttpStatusCode.Forbidden, "WEB023");
        Assert.Empty(server.Decided);
    }

    [Fact]
    public async Task A_form_that_was_shown_to_somebody_else_is_refused()
    {
        await using var server = await PageServer.StartAsync();
        using var bo = server.Browser();
        await bo.SignInAsync(await server.KeyAsync());
        using var eve = server.Browser();
        await eve.SignInAsync(await server.KeyAsync("eve"));
        var ofEve = await Browser.FieldsAsync(await eve.GetAsync("/decide"));

        await RefusedAsync(await bo.PostAsync("/decide", ofEve), HttpStatusCode.Forbidden, "WEB023");

        // Nor where the same browser was handed both of the tokens: they name eve.
        foreach (Cookie cookie in eve.Cookies.GetCookies(server.Api.Address))
        {
            if (cookie.Name == "fm-form")
            {
                bo.Cookies.Add(server.Api.Address, new Cookie(cookie.Name, cookie.Value));
            }
        }

        await RefusedAsync(await bo.PostAsync("/decide", ofEve), HttpStatusCode.Forbidden, "WEB023");
        Assert.Empty(server.Decided);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example.com")]
    public async Task A_form_that_another_site_posts_is_refused_even_with_its_token(string header, string value)
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());
        var fields = await Browser.FieldsAsync(await browser.GetAsync("/decide"));

        await RefusedAsync(await browser.PostAsync("/decide", fields, request => request.Headers.Add(header, value)), HttpStatusCode.Forbidden, "WEB023");

        Assert.Empty(server.Decided);
    }

    [Fact]
    public async Task What_browsers_say_of_a_form_of_the_own_page_is_no_hindrance()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());
        var fields = await Browser.FieldsAsync(await browser.GetAsync("/decide"));

        var own = await browser.PostAsync("/decide", fields, request =>
        {
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            request.Headers.Add("Origin", server.Api.Address.GetLeftPart(UriPartial.Authority));
        });
        var withoutReferrer = await browser.PostAsync("/decide", fields, request => request.Headers.Add("Origin", "null"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, withoutReferrer.StatusCode));
    }

    [Fact]
    public async Task A_cookie_opens_no_api_and_a_key_opens_no_page()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        var key = await server.KeyAsync("kim", AccessRole.Approver, AccessRole.Admin);
        await browser.SignInAsync(key);

        await ApiAssert.ProblemAsync(await browser.GetAsync("/api/runs"), HttpStatusCode.Unauthorized, "WEB010");
        await ApiAssert.ProblemAsync(await browser.PostAsync("/api/runs/x/retry", []), HttpStatusCode.Unauthorized, "WEB010");
        var byKey = await server.Api.SendAsync(HttpMethod.Get, "/decide", key);
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?return=%2Fdecide"), (byKey.StatusCode, byKey.Headers.Location!.OriginalString));
        Assert.Empty(server.Api.Operations.Asked);
    }

    [Fact]
    public async Task Who_lacks_the_role_of_a_page_reads_so_on_a_page()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync("kim", AccessRole.Admin));

        await RefusedAsync(await browser.GetAsync("/decide"), HttpStatusCode.Forbidden, "ACC010");
    }

    [Fact]
    public async Task A_revoked_key_ends_its_sessions_at_once()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());
        var fields = await Browser.FieldsAsync(await browser.GetAsync("/decide"));

        await server.Keys.RevokeAsync("bo", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/decide")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/decide", fields)).StatusCode);
        Assert.Empty(server.Decided);
    }

    [Fact]
    public async Task A_role_that_was_taken_away_stops_counting_at_once()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());
        var fields = await Browser.FieldsAsync(await browser.GetAsync("/decide"));
        var stored = (await server.Store.Records.GetAsync("api-keys", "bo", TestContext.Current.CancellationToken))!;
        var less = System.Text.Json.JsonSerializer.SerializeToElement(stored.Read<ApiKeyHolder>() with { Roles = [AccessRole.Reader] }, Core.FmJson.Line);
        await server.Store.Records.TryReplaceAsync("api-keys", "bo", less, stored.ETag, TestContext.Current.CancellationToken);

        await RefusedAsync(await browser.PostAsync("/decide", fields), HttpStatusCode.Forbidden, "ACC010");
        Assert.Empty(server.Decided);
    }

    [Fact]
    public async Task A_session_ends_after_a_working_day()
    {
        var time = new FakeTimeProvider(Samples.At);
        await using var server = await PageServer.StartAsync(time: time);
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());

        time.Advance(Sessions.OfKeys - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/decide")).StatusCode);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/decide")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_needs_a_form_too()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());
        await RefusedAsync(await browser.PostAsync("/sign-out", []), HttpStatusCode.Forbidden, "WEB023");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/decide")).StatusCode);

        await browser.PostAsync("/sign-out", await Browser.FieldsAsync(await browser.GetAsync("/decide")));

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/decide")).StatusCode);
    }

    [Fact]
    public async Task The_form_refuses_strangers_and_soon_does_not_listen_any_more()
    {
        var time = new FakeTimeProvider(Samples.At);
        await using var server = await PageServer.StartAsync(time: time, change: options => options with { FailedAttempts = 2 });
        using var browser = server.Browser();
        var key = await server.KeyAsync();

        var wrong = await browser.SignInAsync("fm_bo_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        await browser.SignInAsync("nothing");
        var waits = await browser.SignInAsync(key);
        time.Advance(TimeSpan.FromMinutes(1));
        var again = await browser.SignInAsync(key);

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.DoesNotContain("AAAA", await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(1)), (waits.StatusCode, waits.Headers.RetryAfter!.Delta));
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
    }

    [Fact]
    public async Task Nobody_is_signed_in_by_a_form_of_another_site()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();

        await RefusedAsync(await browser.PostAsync("/sign-in", [KeyValuePair.Create("key", await server.KeyAsync())]), HttpStatusCode.Forbidden, "WEB023");

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync("/decide")).StatusCode);
    }

    [Theory]
    [InlineData("/runs/x?page=2", "/runs/x?page=2")]
    [InlineData("https://evil.example.com/", "/")]
    [InlineData("//evil.example.com/", "/")]
    [InlineData("/\\evil.example.com/", "/")]
    [InlineData("/\t/evil.example.com/", "/")]
    [InlineData("\\\\evil.example.com", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("evil", "/")]
    [InlineData("/sign-in?return=/x", "/")]
    [InlineData("/runs\r\nSet-Cookie: a=b", "/")]
    [InlineData("", "/")]
    public async Task After_signing_in_nobody_is_sent_elsewhere(string wanted, string got)
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        var key = await server.KeyAsync();
        var fields = await Browser.FieldsAsync(await browser.GetAsync("/sign-in"));
        (fields["key"], fields["return"]) = (key, wanted);

        Assert.Equal(got, (await browser.PostAsync("/sign-in", fields)).Headers.Location!.OriginalString);
        Assert.Equal(got, (await browser.SignInAsync(key, wanted)).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task What_an_address_says_is_text_on_the_page_that_signs_in()
    {
        const string hostile = "/\"><script>alert(1)</script>";
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();

        var page = await (await browser.GetAsync($"/sign-in?return={Uri.EscapeDataString(hostile)}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("value=\"/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_hidden_from_scripts_and_bound_to_the_host_where_it_speaks_https()
    {
        await using var plain = await PageServer.StartAsync();
        await using var proxied = await PageServer.StartAsync(change: options => options with { PublicAddress = new Uri("https://fm.example.com"), AllowedHosts = ["127.0.0.1", "fm.example.com"] });

        Assert.All(await SetCookiesAsync(plain), cookie => Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase));
        var secure = await SetCookiesAsync(proxied);
        Assert.Equal(["__Host-fm-form", "__Host-fm-session"], secure.Select(cookie => cookie.Split('=')[0]).Order(StringComparer.Ordinal));
        Assert.All(secure, cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.All([.. secure, .. await SetCookiesAsync(plain)], cookie =>
        {
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        });

        static async Task<List<string>> SetCookiesAsync(PageServer server)
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Api.Address };
            var form = await http.GetAsync("/sign-in", TestContext.Current.CancellationToken);
            var fields = await Browser.FieldsAsync(form);
            fields["key"] = await server.KeyAsync($"k{Guid.NewGuid():N}"[..10]);
            using var post = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent(fields) };
            var formCookie = form.Headers.GetValues("Set-Cookie").Single();
            post.Headers.Add("Cookie", formCookie.Split(';')[0]);
            var signedIn = await http.SendAsync(post, TestContext.Current.CancellationToken);
            return [formCookie, signedIn.Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("fm-session", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public async Task The_keys_of_cookies_are_stored_wrapped_and_open_only_with_the_keys_of_the_store()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();
        await browser.SignInAsync(await server.KeyAsync());

        var stored = await server.Store.Records.ListAsync(RunPartitions.KeyRing, "", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var xml = System.Xml.Linq.XElement.Parse(Assert.Single(stored).Value.GetProperty("xml").GetString()!);
        var wrapped = xml.Descendants("wrapped").Single();

        Assert.DoesNotContain("masterKey", xml.ToString(), StringComparison.Ordinal);
        Assert.Contains("masterKey", KeyRingCipher.Unwrap(wrapped, server.Store.Keys).ToString(), StringComparison.Ordinal);
        var others = server.Store.Keys with { Snapshots = new byte[32] };
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => KeyRingCipher.Unwrap(wrapped, others));
        wrapped.Value = (wrapped.Value[0] == 'A' ? 'B' : 'A') + wrapped.Value[1..];
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => KeyRingCipher.Unwrap(wrapped, server.Store.Keys));
    }

    [Fact]
    public async Task Problems_are_pages_for_browsers_and_what_they_repeat_is_encoded()
    {
        await using var server = await PageServer.StartAsync();
        using var browser = server.Browser();

        var html = await RefusedAsync(await browser.GetAsync("/%3Cscript%3Ealert(1)%3C%2Fscript%3E"), HttpStatusCode.NotFound, "WEB017");

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        await ApiAssert.ProblemAsync(await browser.GetAsync("/api/nothing"), HttpStatusCode.NotFound, "WEB017");
        await ApiAssert.ProblemAsync(await server.Api.SendAsync(HttpMethod.Get, "/nothing"), HttpStatusCode.NotFound, "WEB017");
    }

    private static async Task<string> RefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((status, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains($"<small>{code}</small>", html, StringComparison.Ordinal);
        return html;
    }
}
