using System.Net;
using System.Net.Http.Headers;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Web.Tests;

/// <summary>Who gets in.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Every_endpoint_names_its_roles_or_is_marked_as_for_everybody()
    {
        await using var server = await ApiServer.StartAsync();
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.True(endpoints.Count >= 17, $"{endpoints.Count} endpoints");
        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<RequiredAccess>() is not null ^ endpoint.Metadata.GetMetadata<AnonymousAccess>() is not null, endpoint.DisplayName));
        Assert.Equal(
            ["/health/live", "/health/ready", FunctionsMigrator.Web.Pages.PageScript.Path, "/sign-in", "/sign-in", "/sign-in/callback", "/sign-in/entra", "/sign-out", "/webhooks/{provider}"],
            endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<AnonymousAccess>() is not null).Select(endpoint => endpoint.RoutePattern.RawText!).Order());
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_is_used_by_nobody()
    {
        await using var server = await ApiServer.StartAsync(more: routes => routes.MapGet("/secret", () => "secret"));

        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, "/secret", "fm_reader+operator+approver+admin"), HttpStatusCode.InternalServerError, "WEB019");
    }

    [Fact]
    public async Task Every_endpoint_with_a_role_refuses_strangers_and_callers_without_the_role()
    {
        await using var server = await ApiServer.StartAsync();
        var held = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RequiredAccess>() is not null && endpoint.Metadata.GetMetadata<PageAccess>() is null);
        foreach (var endpoint in held)
        {
            var path = endpoint.RoutePattern.RawText!.Replace("{documentName}", "v1", StringComparison.Ordinal).Replace('{', '-').Replace('}', '-');
            var method = new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
            var json = method == HttpMethod.Post ? "{}" : null;

            var stranger = await server.SendAsync(method, path, key: null, json);
            await ApiAssert.ProblemAsync(stranger, HttpStatusCode.Unauthorized, "WEB010");
            Assert.Equal("Bearer", stranger.Headers.WwwAuthenticate.Single().Scheme);
            if (!endpoint.Metadata.GetMetadata<RequiredAccess>()!.AnyOf.Contains(AccessRole.Reader))
            {
                await ApiAssert.ProblemAsync(await server.SendAsync(method, path, "fm_reader", json), HttpStatusCode.Forbidden, "ACC010");
            }
        }

        Assert.Empty(server.Operations.Asked);
    }

    [Fact]
    public async Task Every_endpoint_and_page_refuses_every_role_that_it_does_not_name()
    {
        await using var server = await PageServer.StartAsync();
        var browsers = new List<(Caller Caller, string Key, Browser Browser)>();
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            var key = await server.KeyAsync($"only-{role.ToString().ToLowerInvariant()}", role);
            var browser = server.Browser();
            await browser.SignInAsync(key);
            browsers.Add((new Caller("only", new HashSet<AccessRole> { role }, "api-key"), key, browser));
        }

        var refused = 0;
        foreach (var endpoint in server.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var path = endpoint.RoutePattern.RawText!.Replace("{documentName}", "v1", StringComparison.Ordinal).Replace('{', '-').Replace('}', '-').Replace('*', '-');
            var method = new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
            foreach (var (_, key, browser) in browsers.Where(one => endpoint.Metadata.GetMetadata<RequiredAccess>()?.AnyOf.Any(one.Caller.Has) is false))
            {
                if (endpoint.Metadata.GetMetadata<PageAccess>() is null)
                {
                    await ApiAssert.ProblemAsync(await server.Api.SendAsync(method, path, key, method == HttpMethod.Post ? "{}" : null), HttpStatusCode.Forbidden, "ACC010");
                }
                else
                {
                    var page = method == HttpMethod.Post ? await browser.PostAsync(path, []) : await browser.GetAsync(path);
                    Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
                    Assert.Contains("<small>ACC010</small>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
                }

                refused++;
            }
        }

        Assert.True(refused >= 10, $"{refused} refusals");
        Assert.Empty(server.Api.Operations.Asked);
        browsers.ForEach(one => one.Browser.Dispose());
    }

    [Theory]
    [InlineData("fm_operator", HttpStatusCode.Forbidden)]
    [InlineData("fm_approver", HttpStatusCode.Forbidden)]
    [InlineData("fm_admin", HttpStatusCode.OK)]
    public async Task Only_an_admin_breaks_a_lock(string key, HttpStatusCode status)
    {
        await using var server = await ApiServer.StartAsync();

        Assert.Equal(status, (await server.SendAsync(HttpMethod.Post, "/api/locks/production/break", key, """{"reason":"stuck"}""")).StatusCode);
    }

    [Theory]
    [InlineData("Basic YWRhOng=")]
    [InlineData("Bearer")]
    [InlineData("fm_admin")]
    public async Task Another_authorization_is_no_key(string header)
    {
        await using var server = await ApiServer.StartAsync();

        var response = await server.SendAsync(HttpMethod.Get, "/api/runs", key: null, change: request => request.Headers.TryAddWithoutValidation("Authorization", header));

        await ApiAssert.ProblemAsync(response, HttpStatusCode.Unauthorized, "WEB010");
    }

    [Theory]
    [InlineData("?key=fm_ada_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("?access_token=x")]
    [InlineData("?API_KEY=x")]
    public async Task A_key_in_the_address_is_refused_and_not_repeated(string query)
    {
        await using var server = await ApiServer.StartAsync();

        var problem = await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, "/api/runs" + query), HttpStatusCode.BadRequest, "WEB011");

        Assert.DoesNotContain("AAAA", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_attempts_are_limited_for_a_while_and_good_ones_are_not()
    {
        var time = new FakeTimeProvider(Samples.At);
        await using var server = await ApiServer.StartAsync(options => options with { FailedAttempts = 3 }, time);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/api/runs")).StatusCode);
        }

        for (var i = 0; i < 3; i++)
        {
            await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, "/api/runs", "fm_wrong"), HttpStatusCode.Unauthorized, "ACC001");
        }

        time.Advance(TimeSpan.FromSeconds(20));
        var refused = await server.SendAsync(HttpMethod.Get, "/api/runs");
        await ApiAssert.ProblemAsync(refused, HttpStatusCode.TooManyRequests, "WEB012");
        Assert.Equal(new RetryConditionHeaderValue(TimeSpan.FromSeconds(40)), refused.Headers.RetryAfter);
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/api/runs")).StatusCode);
    }

    [Fact]
    public async Task A_store_that_cannot_answer_for_a_key_is_no_failed_attempt()
    {
        await using var server = await ApiServer.StartAsync(options => options with
        {
            FailedAttempts = 1,
            Authenticate = (_, _) => Task.FromResult(StoreCodes.Unavailable.Fail<Caller>("The store is not there.")),
        });

        for (var i = 0; i < 3; i++)
        {
            await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, "/api/runs"), HttpStatusCode.ServiceUnavailable, "STO001");
        }
    }

    [Fact]
    public void Addresses_beyond_the_bound_share_one_count()
    {
        var attempts = new FailedAttempts(new FakeTimeProvider(Samples.At), 2, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10_000; i++)
        {
            attempts.Add(new IPAddress(new byte[] { 10, 0, (byte)(i >> 8), (byte)i }));
        }

        attempts.Add(IPAddress.Parse("192.0.2.1"));
        Assert.Null(attempts.Wait(IPAddress.Parse("192.0.2.3")));
        attempts.Add(IPAddress.Parse("192.0.2.2"));

        Assert.NotNull(attempts.Wait(IPAddress.Parse("192.0.2.3")));
        Assert.Null(attempts.Wait(new IPAddress(new byte[] { 10, 0, 0, 1 })));
    }

    [Fact]
    public void Addresses_of_one_ipv6_network_share_one_count()
    {
        var attempts = new FailedAttempts(new FakeTimeProvider(Samples.At), 1, TimeSpan.FromMinutes(1));
        attempts.Add(IPAddress.Parse("2001:db8:1:2::1"));

        Assert.NotNull(attempts.Wait(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.Null(attempts.Wait(IPAddress.Parse("2001:db8:1:3::1")));
    }
}
