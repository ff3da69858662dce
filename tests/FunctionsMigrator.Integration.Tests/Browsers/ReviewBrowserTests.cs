using System.Net;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Playwright;

namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>The pages of <c>fm serve</c> as people and machines use them in a browser.</summary>
public sealed class ReviewBrowserTests(TestBrowser browser)
{
    private static readonly ViewportSize Phone = new() { Width = 360, Height = 740 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_is_followed_signed_in_reviewed_and_approved_by_mouse()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync((await host.LinkAsync("bo")).Address);
        await SignInAsync(page, await host.KeyAsync());

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("One-page checkout");
        await Assertions.Expect(page.GetByText("still needed: release-manager (bo or kim), dba (bo or kim)")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Approve plan {host.Run.Plan!.Digest.Hex[..12]}" }).ClickAsync();

        await Assertions.Expect(page.GetByText("You approved plan")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("(kim)")).ToBeVisibleAsync();
        Assert.Equal($"{host.Address}runs/{host.Run.Id}", page.Url);
        var command = Assert.Single(await host.CommandsAsync());
        Assert.Equal((CommandKind.Approve, "bo", host.Run.Plan.Digest.Hex), (command.Kind, command.By, command.Plan));
    }

    [Fact]
    public async Task A_review_is_approved_by_keyboard_alone()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Review);
        await Assertions.Expect(page.GetByLabel("API key")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(await host.KeyAsync());
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("One-page checkout");

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await FocusAsync(page));
        var passed = new List<string>();
        while (!(passed.LastOrDefault() ?? "").StartsWith("Approve plan", StringComparison.Ordinal))
        {
            await page.Keyboard.PressAsync("Tab");
            passed.Add(await FocusAsync(page));
            Assert.True(passed.Count < 60, string.Join('\n', passed));
            Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        }

        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByText("You approved plan")).ToBeVisibleAsync();
        Assert.Contains("Decide", passed);
        Assert.Single(await host.CommandsAsync());
    }

    [Fact]
    public async Task Without_scripts_a_plan_is_searched_and_refused_with_a_reason()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync(new() { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync((await host.LinkAsync("bo")).Address);
        await SignInAsync(page, await host.KeyAsync());

        await page.GetByLabel("Find in the plan").FillAsync("retries");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.GetByText("3 changes with \"retries\"")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        Assert.Empty(await host.CommandsAsync());
        await page.GetByLabel("Why not").FillAsync("Not before the sale");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();

        await Assertions.Expect(page.GetByText("You rejected plan")).ToBeVisibleAsync();
        var command = Assert.Single(await host.CommandsAsync());
        Assert.Equal((CommandKind.Reject, "Not before the sale"), (command.Kind, command.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scanner_that_follows_every_link_and_runs_scripts_changes_nothing(bool signedIn)
    {
        await using var host = await ReviewHost.StartAsync();
        var (address, token) = await host.LinkAsync("bo");
        await using var context = await browser.NewAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        if (signedIn)
        {
            await SignInAsync(page, await host.KeyAsync());
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([address, host.Review, host.Address.ToString()]);
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Split('#')[0]))
            {
                continue;
            }

            if (next.Contains("/audit/export", StringComparison.Ordinal))
            {
                // A file, and no page; before a run was sealed there is none.
                Assert.InRange((await context.APIRequest.GetAsync(next)).Status, 200, 499);
                continue;
            }

            await page.GotoAsync(next);
            await context.APIRequest.HeadAsync(next);
            foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href], form')].map(e => e.href || e.action).concat([...document.querySelectorAll('[href],[src],[action],[formaction]')].map(e => e.href || e.src || e.action || e.formAction)).filter(u => typeof u === 'string' && u.startsWith(location.origin))"))
            {
                open.Enqueue(link);
            }
        }

        Assert.Contains(seen, path => path.EndsWith("/decisions", StringComparison.Ordinal) == signedIn);
        Assert.Empty(await host.CommandsAsync());
        Assert.Null((await host.Links.FindAsync(token, Cancellation))!.UsedAt);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_form_that_another_site_sends_decides_nothing(string name)
    {
        await using var host = await ReviewHost.StartAsync();
        var (_, token) = await host.LinkAsync("bo");
        await using var context = await browser.NewAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Review);
        await SignInAsync(page, await host.KeyAsync());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Decide" })).ToBeVisibleAsync();
        var form = await page.Locator("input[name=__RequestVerificationToken]").First.GetAttributeAsync("value");
        await using var site = await OtherSite.StartAsync($"""
            <form method="post" action="{host.Address}runs/{host.Run.Id}/decisions">
            <input name="kind" value="approve"><input name="plan" value="{host.Run.Plan!.Digest.Hex}"><input name="link" value="{token}"><input name="__RequestVerificationToken" value="{form}">
            <button>A prize</button></form>
            """);
        await page.GotoAsync($"http://{name}:{site.Port}/");

        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "A prize" }).ClickAsync(), response => response.Request.Method == "POST");

        Assert.Equal((int)HttpStatusCode.Forbidden, answer.Status);
        Assert.Empty(await host.CommandsAsync());
        Assert.Null((await host.Links.FindAsync(token, Cancellation))!.UsedAt);
    }

    [Fact]
    public async Task Markup_from_git_is_text_on_the_page()
    {
        const string Markup = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>";
        await using var host = await ReviewHost.StartAsync(Markup, new Dictionary<string, string>
        {
            ["metadata/checkout.yaml"] = SmallRepository.Settings($"checkout/text: \"{Markup}\""),
            ["changes/note.yaml"] = $"kind: Change\nname: note\ntitle: \"{Markup}\"\nauthor: ada\nreason: \"{Markup}\"\ncovers: [checkout]\n",
        });
        await using var context = await browser.NewAsync();
        var page = await context.NewPageAsync();
        var refused = new List<string>();
        page.Console += (_, message) => refused.Add(message.Text);
        page.RequestFailed += (_, request) => refused.Add(request.Url);
        await page.GotoAsync(host.Review);
        await SignInAsync(page, await host.KeyAsync());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Decide" })).ToBeVisibleAsync();

        Assert.StartsWith("Review: <img", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("img, script, iframe").CountAsync());
        Assert.Equal(Markup, await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).TextContentAsync());
        Assert.Empty(refused);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_a_phone_nothing_lies_beside_the_page_and_everything_can_be_read(ColorScheme scheme)
    {
        await using var host = await ReviewHost.StartAsync("A title that goes on and on_without_a_single_place_at_which_a_line_could_be_broken_by_a_browser_of_any_kind");
        await using var context = await browser.NewAsync(new() { ViewportSize = Phone, ColorScheme = scheme, IsMobile = true });
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Review);
        await SignInAsync(page, await host.KeyAsync());
        foreach (var path in new[] { $"runs/{host.Run.Id}/review", $"runs/{host.Run.Id}", "" })
        {
            await page.GotoAsync(host.Address + path);

            Assert.Equal(Phone.Width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Empty(await page.EvaluateAsync<string[]>(PageRules.Contrast));
            Assert.Empty(await page.EvaluateAsync<string[]>(PageRules.Structure));
        }
    }

    private static async Task SignInAsync(IPage page, string key)
    {
        await page.GetByLabel("API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static Task<string> FocusAsync(IPage page) =>
        page.EvaluateAsync<string>("(e => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || e.tagName).trim())(document.activeElement)");
}
