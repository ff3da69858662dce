using System.Net;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>Drift on the page of its environment.</summary>
public sealed partial class SiteTests
{
    [Fact]
    public async Task Drift_is_looked_for_kept_for_a_reason_and_healed_by_a_run_on_the_page_of_its_environment()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        const string Page = "/environments/production";
        foreach (var region in new[] { "west", "east" })
        {
            server.World.Write($"data/{region}/config/settings.json", server.World.Read($"data/{region}/config/settings.json").Replace("30", "\"<b>31</b>\"", StringComparison.Ordinal));
        }

        var before = await operating.GetAsync(Page);
        Assert.DoesNotContain("name=\"item\"", await TextAsync(before), StringComparison.Ordinal);
        var form = await ReviewServer.FormToAsync(await operating.GetAsync(Page), $"{Page}/drift");
        form["action"] = "look";
        var looked = await operating.PostAsync($"{Page}/drift", form);
        var html = await TextAsync(await operating.GetAsync(Page));
        var items = Regex.Matches(html, "name=\"item\" value=\"([0-9a-f]+)\"").Select(match => match.Groups[1].Value).ToList();
        (form["action"], form["item"]) = ("keep", items[0]);
        var without = await operating.PostAsync($"{Page}/drift", form);
        form["reason"] = "Agreed with the shop";
        var kept = await operating.PostAsync($"{Page}/drift", form);
        var (left, after) = (await TextAsync(await operating.GetAsync(Page)), form);
        after.Remove("item");
        after["action"] = "heal";
        var healed = await operating.PostAsync($"{Page}/drift", after);

        Assert.Equal(2, items.Count);
        Assert.Contains("&lt;b&gt;31&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.UnprocessableEntity, HttpStatusCode.SeeOther), (looked.StatusCode, without.StatusCode, kept.StatusCode));
        Assert.DoesNotContain($"value=\"{items[0]}\"", left, StringComparison.Ordinal);
        Assert.StartsWith("/runs/production-", healed.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_until_an_instant_says_so_and_what_is_no_instant_to_come_is_refused()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        const string Page = "/environments/production";
        server.World.Write("data/west/config/settings.json", server.World.Read("data/west/config/settings.json").Replace("30", "31", StringComparison.Ordinal));
        await new DriftCheck(server.World.Services).LookAsync(Cancellation);
        var html = await TextAsync(await operating.GetAsync(Page));
        var form = await ReviewServer.FormToAsync(await operating.GetAsync(Page), $"{Page}/drift");
        (form["action"], form["item"], form["reason"]) = ("keep", Regex.Match(html, "name=\"item\" value=\"([0-9a-f]+)\"").Groups[1].Value, "Until the <sale>");

        form["until"] = "someday";
        var none = await operating.PostAsync($"{Page}/drift", form);
        form["until"] = "2020-01-01T00:00";
        var past = await operating.PostAsync($"{Page}/drift", form);
        form["until"] = server.World.Time.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var kept = await operating.PostAsync($"{Page}/drift", form);
        var after = await TextAsync(await operating.GetAsync(Page));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.SeeOther), (none.StatusCode, past.StatusCode, kept.StatusCode));
        Assert.Contains("WEB014", await TextAsync(none), StringComparison.Ordinal);
        Assert.Contains("DRF005", await TextAsync(past), StringComparison.Ordinal);
        Assert.Contains("Kept as it is live", after, StringComparison.Ordinal);
        Assert.Contains("Until the &lt;sale&gt;", after, StringComparison.Ordinal);
        Assert.Contains($"<td><time datetime=\"{form["until"]}:00Z\">", after, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"item\"", after, StringComparison.Ordinal);
        var item = Assert.Single(await server.World.Migrator.ListDriftedItemsAsync(new DriftFilter("production", All: true), Cancellation).ToListAsync(Cancellation));
        Assert.Equal((DriftStatus.Accepted, "opa", "Until the <sale>"), (item.Status, item.Decision!.By, item.Decision.Reason));
    }
    [Fact]
    public async Task What_moved_in_a_structure_is_shown_with_its_definition_and_can_only_be_kept()
    {
        await using var server = await ReviewServer.StartAsync();
        await server.ApproveAsync();
        using var operating = await server.SignedInAsync("opa", AccessRole.Operator);
        const string Page = "/environments/production";
        ScenarioDatabase.Execute(server.World, "west", "CREATE INDEX \"<b>by hand</b>\" ON colours (name)");
        await new DriftCheck(server.World.Services).LookAsync(Cancellation);

        var html = await TextAsync(await operating.GetAsync(Page));
        var form = await ReviewServer.FormToAsync(await operating.GetAsync(Page), $"{Page}/drift");
        form["action"] = "heal";
        var healed = await operating.PostAsync($"{Page}/drift", form);
        (form["action"], form["item"], form["reason"]) = ("keep", Regex.Match(html, "name=\"item\" value=\"([0-9a-f]+)\"").Groups[1].Value, "Slow search");
        var kept = await operating.PostAsync($"{Page}/drift", form);

        Assert.Contains("index &lt;b&gt;by hand&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>by hand", html, StringComparison.Ordinal);
        Assert.Contains("No run brings back what moved in the structure of a database", html, StringComparison.Ordinal);
        Assert.Contains("DRF009", await TextAsync(healed), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, kept.StatusCode);
        Assert.Contains("Slow search", await TextAsync(await operating.GetAsync(Page)), StringComparison.Ordinal);
    }
}
