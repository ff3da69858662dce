using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Pages over a store in which very much has happened.</summary>
public sealed class ManyRunsTests
{
    private const int LargestPage = 200 * 1024;
    private static readonly string LongTitle = new('x', 200);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_page_of_thousands_of_runs_stays_small_and_a_search_says_where_it_goes_on()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        var newest = server.Run.StartedAt;
        for (var i = 0; i < 5000; i++)
        {
            var at = newest.AddHours(-1 - i);
            await server.AddRunAsync(
                string.Create(CultureInfo.InvariantCulture, $"staging-{at.UtcDateTime:yyyyMMdd-HHmmss}-{i:D7}"),
                run => run with { Environment = "staging", State = i is > 100 and < 200 ? RunState.Paused : RunState.Failed, Title = i == 4900 ? "The needle" : LongTitle, StartedAt = at, UpdatedAt = at, Since = at });
        }

        foreach (var path in new[] { "/", "/runs", "/runs?state=open", "/environments", "/environments/staging", "/policy?environment=production", "/audit" })
        {
            var page = await bo.GetAsync(path);

            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.InRange(page.Content.Headers.ContentLength!.Value, 1, LargestPage);
        }

        var first = await TextAsync(await bo.GetAsync("/runs?q=needle"));
        var second = await TextAsync(await bo.GetAsync(Next(first)));
        var third = await TextAsync(await bo.GetAsync(Next(second)));

        Assert.Contains("No run is like that among the 2000 that were looked at", first, StringComparison.Ordinal);
        Assert.DoesNotContain("The needle", second, StringComparison.Ordinal);
        Assert.Contains("The needle", third, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", third, StringComparison.Ordinal);
        Assert.Contains("100 open runs", await TextAsync(await bo.GetAsync("/")), StringComparison.Ordinal);
        Assert.Equal(50, Regex.Count(await TextAsync(await bo.GetAsync("/runs")), "<th scope=\"row\">"));
    }

    [Fact]
    public async Task Of_very_many_environments_those_that_need_somebody_come_first_and_the_rest_by_pages()
    {
        await using var server = await ReviewServer.StartAsync();
        using var bo = await server.SignedInAsync("bo");
        for (var i = 0; i < 250; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"place{i:D3}");
            await server.AddRunAsync($"{name}-20261123-080000-1a2b3c4", run => run with { Environment = name, State = i == 249 ? RunState.Paused : RunState.NoChanges, Title = LongTitle });
        }

        var overview = await bo.GetAsync("/");
        var html = await TextAsync(overview);
        var (first, last) = (await bo.GetAsync("/environments"), await bo.GetAsync("/environments?page=3"));

        Assert.InRange(overview.Content.Headers.ContentLength!.Value, 1, LargestPage);
        Assert.InRange(first.Content.Headers.ContentLength!.Value, 1, LargestPage);
        Assert.Equal(60, Regex.Count(html, "<h3><a href=\"/environments/"));
        Assert.Contains("<h3><a href=\"/environments/place249\"", html, StringComparison.Ordinal);
        Assert.Contains("All 251 environments", html, StringComparison.Ordinal);
        Assert.DoesNotContain("/environments/place249\"", await TextAsync(first), StringComparison.Ordinal);
        Assert.Contains("/environments/place249\"", await TextAsync(last), StringComparison.Ordinal);
    }

    private static string Next(string html) => WebUtility.HtmlDecode(Regex.Match(html, "rel=\"next\" href=\"([^\"]+)\"").Groups[1].Value);

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancellation);
}
