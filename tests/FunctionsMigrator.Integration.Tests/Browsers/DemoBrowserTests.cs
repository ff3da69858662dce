using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Integration.Tests.Story;
using Microsoft.Playwright;

namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>What <c>fm demo --serve</c> leaves open, in the hands of two people before a browser.</summary>
public sealed class DemoBrowserTests(TestBrowser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_is_watched_paused_advanced_and_stopped_a_run_approved_a_drift_healed_and_the_audit_verified()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var terminal = new StoryTerminal();
        var demo = FmCommandLine.RunAsync(["demo", "--serve", "--json"], new Session(terminal, new Around(), new HostFactory(), TimeProvider.System), stop.Token);
        var serving = await DocumentAsync(terminal, demo);
        var (url, standing) = (serving.GetProperty("url").GetString()!.TrimEnd('/'), serving.GetProperty("standing"));
        var keys = serving.GetProperty("people").EnumerateArray().ToDictionary(person => person.GetProperty("name").GetString()!, person => person.GetProperty("key").GetString()!);
        var (waiting, paused, drifted) = (standing.GetProperty("waiting").GetString(), standing.GetProperty("paused").GetString(), standing.GetProperty("drifted").GetString());

        var bo = await ArriveAsync(url, keys["bo"]);
        foreach (var word in new[] { "Paused", "Drifted", "Waits for people" })
        {
            await Assertions.Expect(bo.Locator(".cards .chip").GetByText(word, new() { Exact = true })).ToBeVisibleAsync();
        }

        await PictureAsync(bo, "demo-overview");

        // The canary: on, off, on, to the next wave, and back.
        await bo.GotoAsync($"{url}/runs/{paused}");
        await StandsAsync(bo, "Paused");
        await PressAsync(bo, "Go on");
        await StandsAsync(bo, "Baking");
        await PressAsync(bo, "Pause");
        await StandsAsync(bo, "Paused");
        await PressAsync(bo, "Go on");
        await StandsAsync(bo, "Baking");
        await PressAsync(bo, "Advance");
        await Assertions.Expect(bo.GetByText("Wave 2 is watched")).ToBeVisibleAsync();

        // Seen live: the page that is open brings in what is measured.
        await Assertions.Expect(bo.Locator("figure", new() { HasText = "northeurope" }).Locator("figcaption")).ToContainTextAsync(new Regex(@"(\b[6-9]|\b1[0-9]) measurements, ([6-9]|1[0-9]) good, 0 bad, 0 unclear; good where result < 0\.05"));
        await PictureAsync(bo, "demo-canary");
        await SceneAsync(bo);
        await bo.GetByText("Stop and take back", new() { Exact = true }).First.ClickAsync();
        await bo.GetByLabel("Why").First.FillAsync("seen enough");
        await PressAsync(bo, "Stop and take back");
        await StandsAsync(bo, "Rolled back");
        await PictureAsync(bo, "demo-taken-back");

        // The run that waits.
        var kim = await ArriveAsync(url, keys["kim"]);
        await kim.GotoAsync($"{url}/runs/{waiting}/review");
        await PictureAsync(kim, "demo-review");
        await kim.GetByRole(AriaRole.Button, new() { NameRegex = new("^Approve plan ") }).ClickAsync();
        await StandsAsync(kim, "Completed");

        // The drift.
        await bo.GotoAsync($"{url}/environments/{drifted}");
        await PictureAsync(bo, "demo-drift");
        await bo.GetByRole(AriaRole.Button, new() { Name = "Heal" }).ClickAsync();
        await StandsAsync(bo, "Completed");
        await bo.GotoAsync($"{url}/environments/{drifted}");
        await bo.GetByRole(AriaRole.Button, new() { Name = "Look" }).ClickAsync();
        await Assertions.Expect(bo.Locator(".facts .chip").GetByText("In sync")).ToBeVisibleAsync();

        // The audit.
        foreach (var environment in new[] { "test", "staging", "production" })
        {
            await bo.GotoAsync($"{url}/audit?environment={environment}");
            await bo.GetByRole(AriaRole.Link, new() { Name = "Verify" }).ClickAsync();
            await Assertions.Expect(bo.GetByText("Every record is as it was written, and none is missing.")).ToBeVisibleAsync();
        }

        await PictureAsync(bo, "demo-audit");
        await bo.Context.DisposeAsync();
        await kim.Context.DisposeAsync();
        await stop.CancelAsync();
        Assert.Equal(0, await demo);
    }

    private async Task<IPage> ArriveAsync(string url, string key)
    {
        var page = await (await browser.NewAsync(new() { ViewportSize = new() { Width = 1360, Height = 850 } })).NewPageAsync();
        await page.GotoAsync(url);
        await page.GetByLabel("API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Overview");
        return page;
    }

    // Said live, by the page that is open.
    private static Task StandsAsync(IPage page, string state) => Assertions.Expect(page.Locator("section.standing strong").First).ToHaveTextAsync(state);

    private static Task PressAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    // The picture of the README: what a window of this size shows.
    private static async Task SceneAsync(IPage page)
    {
        await page.SetViewportSizeAsync(1280, 900);
        await page.ScreenshotAsync(new() { Path = TestPictures.PathOf("run.png"), Scale = ScreenshotScale.Css });
        await page.SetViewportSizeAsync(1360, 850);
    }

    private static async Task PictureAsync(IPage page, string name) => await page.ScreenshotAsync(new() { Path = TestPictures.PathOf($"{name}.png"), FullPage = true });

    private static async Task<JsonElement> DocumentAsync(StoryTerminal terminal, Task<int> demo)
    {
        while (true)
        {
            var printed = terminal.Printed;
            if (printed.IndexOf("{\n", StringComparison.Ordinal) is >= 0 and var start && printed.EndsWith("\n}\n", StringComparison.Ordinal))
            {
                return JsonDocument.Parse(printed[start..]).RootElement.GetProperty("serving").Clone();
            }

            Assert.False(demo.IsCompleted, terminal.Errors);
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    private sealed class Around : ISurroundings
    {
        public string Directory => "/nowhere";

        public string User => "owner";

        public IEnumerable<KeyValuePair<string, string?>> Variables => [];

        public string? Variable(string name) => null;
    }
}
