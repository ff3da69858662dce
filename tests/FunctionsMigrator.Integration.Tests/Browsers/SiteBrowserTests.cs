using System.Text.Json;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Playwright;

namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>Every page in a browser: who can use it, how it is drawn, and what it does by itself.</summary>
public sealed class SiteBrowserTests(TestBrowser browser)
{
    private const string Paused = "production-20261123-120000-0000000";
    private const string Hostile = "</bdi><b onclick=alert(1)>\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd</b> \u202e& a_name_without_a_single_place_at_which_a_line_could_be_broken_by_any_browser";

    private static readonly Dictionary<string, string> WithGlass = new(StringComparer.Ordinal)
    {
        ["policies/production.yaml"] = SmallRepository.Policy(
            "approvals: { low: [ { role: release-manager, count: 2 } ], medium: [ { role: release-manager, count: 2 } ], high: [ { role: release-manager, count: 2 } ], excludeAuthors: plan }\nbreakGlass: { role: dba }"),
    };

    public enum Look
    {
        Light,
        Dark,
        Narrow,
        NarrowDark,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Look.Light)]
    [InlineData(Look.Dark)]
    [InlineData(Look.Narrow)]
    [InlineData(Look.NarrowDark)]
    public async Task Everybody_can_use_every_page_and_nothing_moves_once_it_is_drawn(Look look)
    {
        await using var host = await ReviewHost.StartAsync();
        var states = Enum.GetValues<RunState>();
        for (var i = 0; i < states.Length; i++)
        {
            await host.AddRunAsync($"staging-2026112{i % 4}-0{i % 10}0000-000000{i % 10}{i}", run => run with
            {
                Environment = "staging",
                State = states[i],
                Title = i == 3 ? Hostile : run.Title,
                Reason = i == 3 ? Hostile : null,
                Wave = 1,
                Waves = 3,
                StartedAt = run.StartedAt.AddMinutes(-10 * i),
                UpdatedAt = run.UpdatedAt.AddMinutes(-9 * i),
            });
        }

        await host.AddRunAsync(
            Paused,
            run => run with { State = RunState.Paused, Wave = 3, Waves = 3, Title = "Prices for the new season", Reason = "10 of 1000 targets failed; 5 are allowed", Since = TimeProvider.System.GetUtcNow().AddMinutes(-4) },
            1000,
            place => (place < 10 ? 1 : place < 510 ? 2 : 3, place % 100 == 77 ? TargetProgress.Failed : place < 700 ? TargetProgress.Applied : place < 740 ? TargetProgress.Applying : TargetProgress.Planned));
        var narrow = look is Look.Narrow or Look.NarrowDark;
        await using var context = await browser.NewAsync(new()
        {
            ViewportSize = narrow ? new() { Width = 360, Height = 740 } : new() { Width = 1360, Height = 850 },
            ColorScheme = look is Look.Dark or Look.NarrowDark ? ColorScheme.Dark : ColorScheme.Light,
            BypassCSP = true,
        });
        await context.AddInitScriptAsync("window.moved = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.moved += e.value; }).observe({ type: 'layout-shift', buffered: true });");
        var page = await context.NewPageAsync();
        var axe = await ChromiumPackage.AxeAsync(Cancellation);
        await page.GotoAsync($"{host.Address}sign-in");
        var said = new List<string>(await JudgeAsync(page, axe, "sign-in", look, narrow));
        await page.GetByLabel("API key").FillAsync(await host.KeyAsync("bo", AccessRole.Approver, AccessRole.Operator));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await JudgeAllAsync([("run-waiting", $"runs/{host.Run.Id}"), ("review", $"runs/{host.Run.Id}/review"), ("environment-first", "environments/production")]);
        await host.ApproveAsync();
        await new DriftCheck(host.Services).LookAsync(Cancellation);
        await MeasureAsync(host);
        await host.AddRunAsync("production-20261123-130000-0000001", run => run with { State = RunState.Superseded, SupersededBy = Paused, Title = Hostile });
        await JudgeAllAsync(
        [
            ("run-charts", $"runs/{Paused}#analyses"), ("roll-back", $"runs/{host.Run.Id}/roll-back"), ("roll-back-some", $"runs/{host.Run.Id}/roll-back?targets=production/west"), ("roll-back-not", $"runs/{Paused}/roll-back"),
            ("overview", ""), ("runs", "runs"), ("runs-filtered", "runs?state=Failed&q=checkout"), ("run-completed", $"runs/{host.Run.Id}"), ("run-paused", $"runs/{Paused}"), ("run-page", $"runs/{Paused}?wave=3&page=2"),
            ("target", $"runs/{host.Run.Id}/target?address=production/west/db"), ("review-over", $"runs/{host.Run.Id}/review"), ("environments", "environments"), ("environment", "environments/production"), ("environment-empty", "environments/staging"),
            ("policy", "policy?environment=production"), ("policy-tokyo", "policy?environment=production&zone=Asia/Tokyo"), ("audit", "audit"), ("audit-run", $"audit?run={host.Run.Id}"), ("audit-verified", "audit/verify?environment=production"), ("refused", "runs/nothing"), ("missing", "nothing"),
        ]);

        // Somebody changed settings by hand: one is kept, the others wait for somebody.
        host.Drift();
        await new DriftCheck(host.Services).LookAsync(Cancellation);
        await host.KeepAsync("Until the <b>sale</b> is over");
        await JudgeAllAsync([("environment-drifted", "environments/production"), ("roll-back-blocked", $"runs/{host.Run.Id}/roll-back")]);

        Assert.True(said.Count == 0, string.Join('\n', said));

        async Task JudgeAllAsync((string Name, string Path)[] pages)
        {
            foreach (var (name, path) in pages)
            {
                await page.GotoAsync($"{host.Address}{path}");
                said.AddRange(await JudgeAsync(page, axe, name, look, narrow));
            }
        }
    }

    [Theory]
    [InlineData("start", false)]
    [InlineData("start", true)]
    [InlineData("roll-back", false)]
    [InlineData("roll-back", true)]
    [InlineData("break-glass", false)]
    [InlineData("break-glass", true)]
    [InlineData("keep", false)]
    [InlineData("keep", true)]
    [InlineData("capture", false)]
    [InlineData("capture", true)]
    [InlineData("lock", false)]
    [InlineData("lock", true)]
    public async Task Every_form_works_by_keyboard_and_without_a_script(string action, bool scripts)
    {
        await using var host = await ReviewHost.StartAsync(files: action == "break-glass" ? WithGlass : null);
        await using var context = await browser.NewAsync(new() { JavaScriptEnabled = scripts });
        if (action is "roll-back" or "keep" or "capture")
        {
            await host.ApproveAsync();
        }

        if (action is "keep" or "capture")
        {
            host.Drift();
            await new DriftCheck(host.Services).LookAsync(Cancellation);
        }

        if (action == "lock")
        {
            Assert.True((await new EnvironmentLock(host.Store.Records, TimeProvider.System).TakeAsync("production", host.Run.Id, Cancellation)).Succeeded);
        }

        var page = await SignedInAsync(context, host, action == "break-glass" ? "bo" : "opa", action == "lock" ? AccessRole.Admin : action == "break-glass" ? AccessRole.Approver : AccessRole.Operator);
        var faults = Faults(page);
        await page.GotoAsync($"{host.Address}{(action is "roll-back" or "break-glass" ? $"runs/{host.Run.Id}" : "environments/production")}");
        switch (action)
        {
            case "start":
                await PressAsync(page, "Start a run");
                await PressAsync(page, "Start a run of production");
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("One-page checkout");
                break;
            case "roll-back":
                await PressAsync(page, "Take this run back");
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What would be lost" })).ToBeVisibleAsync();
                await TypeAsync(page, "Why (stands in the audit)", "seen enough");
                await PressAsync(page, "Take this run back");
                await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = host.Run.Id }).First).ToBeVisibleAsync();
                break;
            case "break-glass":
                await PressAsync(page, "Go without approvals (break glass)");
                await TypeAsync(page, "Why", "INC0042");
                await PressAsync(page, "Go without approvals (break glass)");
                await Assertions.Expect(page.GetByText("The approvals were set aside for this run and plan")).ToBeVisibleAsync();
                break;
            case "keep":
                await TabToAsync(page, (await page.Locator("label.check").First.TextContentAsync())!.Trim());
                await page.Keyboard.PressAsync("Space");
                await TypeAsync(page, "Why (needed to keep)", "the sale");
                await PressAsync(page, "Keep what is marked");
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Kept as it is live" })).ToBeVisibleAsync();
                break;
            case "capture":
                await PressAsync(page, "Take over into git");
                await TypeAsync(page, "Only as on this target (empty: all must agree)", "production/west/config");
                await TypeAsync(page, "Why (stands in the commit)", "the shop is right");
                await PressAsync(page, "Commit on a branch");
                await Assertions.Expect(page.GetByText("stands on branch")).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("metadata/checkout.yaml")).ToBeVisibleAsync();
                break;
            default:
                await PressAsync(page, "Break the lock");
                await TypeAsync(page, "Why", "its host burned");
                await PressAsync(page, "Break the lock");
                await Assertions.Expect(page.GetByText("free", new() { Exact = true })).ToBeVisibleAsync();
                break;
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task The_zone_of_the_browser_is_offered_and_another_one_can_be_typed_without_a_script()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync(new() { TimezoneId = "Asia/Tokyo" });
        var page = await SignedInAsync(context, host, AccessRole.Reader);
        var faults = Faults(page);
        await page.GotoAsync($"{host.Address}policy");
        await page.GetByRole(AriaRole.Button, new() { Name = "In the zone of this browser, Asia/Tokyo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Windows and freezes, Asia/Tokyo" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "In the zone of this browser" })).ToHaveCountAsync(0);
        Assert.Empty(faults);

        await using var plain = await browser.NewAsync(new() { JavaScriptEnabled = false, TimezoneId = "Asia/Tokyo" });
        var still = await SignedInAsync(plain, host, "eva", AccessRole.Reader);
        await still.GotoAsync($"{host.Address}policy");
        await Assertions.Expect(still.GetByRole(AriaRole.Button, new() { Name = "In the zone of this browser" })).ToHaveCountAsync(0);
        await still.GetByLabel("Calendar in the zone").FillAsync("Australia/Sydney");
        await still.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(still.GetByRole(AriaRole.Heading, new() { Name = "Windows and freezes, Australia/Sydney" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_that_is_open_follows_its_run_and_keeps_what_somebody_types()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync();
        var page = await SignedInAsync(context, host, AccessRole.Operator);
        var faults = Faults(page);
        await page.GotoAsync($"{host.Address}runs/{host.Run.Id}");
        await Assertions.Expect(page.Locator("section.standing").GetByText("Waits for approval")).ToBeVisibleAsync();
        await page.GetByText("Cancel the run").First.ClickAsync();
        await page.GetByLabel("Why").First.FillAsync("I am still typing");

        await host.ApproveAsync();

        await Assertions.Expect(page.Locator("section.standing").GetByText("Completed", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("6 of 6 targets done")).ToBeVisibleAsync();
        Assert.Equal("I am still typing", await page.GetByLabel("Why").First.InputValueAsync());
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Where_events_do_not_come_through_the_page_asks_by_itself()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync();
        var page = await SignedInAsync(context, host, AccessRole.Operator);
        await page.RouteAsync("**/events", route => route.FulfillAsync(new() { Status = 503 }));
        await page.GotoAsync($"{host.Address}runs/{host.Run.Id}");

        await host.ApproveAsync();

        await Assertions.Expect(page.Locator("section.standing").GetByText("Completed", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_scripts_a_run_is_stopped_with_a_reason_and_loaded_again_by_a_link()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync(new() { JavaScriptEnabled = false });
        var page = await SignedInAsync(context, host, AccessRole.Operator);
        await page.GotoAsync($"{host.Address}runs/{host.Run.Id}?stands=Failed");
        await page.GetByRole(AriaRole.Link, new() { Name = "Load again" }).ClickAsync();
        Assert.Equal($"{host.Address}runs/{host.Run.Id}", page.Url);

        await page.GetByText("Cancel the run").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        Assert.Empty(await host.CommandsAsync());
        await page.GetByLabel("Why").First.FillAsync("Not before the sale");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It was cancelled: nothing is written.")).ToBeVisibleAsync();

        Assert.Equal((CommandKind.Abort, "Not before the sale"), (await host.CommandsAsync()).Select(command => (command.Kind, command.Reason)).Single());
    }

    [Fact]
    public async Task By_keyboard_alone_every_part_of_the_site_is_reached_and_a_run_is_stopped()
    {
        await using var host = await ReviewHost.StartAsync();
        await using var context = await browser.NewAsync();
        var page = await SignedInAsync(context, host, AccessRole.Operator);
        foreach (var (name, heading) in new[] { ("Runs", "Runs"), ("Environments", "Environments"), ("Policy", "Policy of production"), ("Audit", "Audit"), ("Overview", "Overview") })
        {
            await TabToAsync(page, name);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        }

        await page.GotoAsync($"{host.Address}runs/{host.Run.Id}");
        await TabToAsync(page, "Cancel the run");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "Why");
        await page.Keyboard.TypeAsync("Not today");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByText("It was cancelled")).ToBeVisibleAsync();
        Assert.Equal("Not today", Assert.Single(await host.CommandsAsync()).Reason);
    }

    // What analyses measured of the run that is paused: good, bad and neither, and names that want to be more than text.
    private static async Task MeasureAsync(ReviewHost host)
    {
        foreach (var (analysis, region) in new[] { ("order-errors", "west"), ("slow <checkouts>", "north"), (Hostile, "east") })
        {
            for (var i = 0; i < 30; i++)
            {
                var value = i == 20 ? (double?)null : 0.01 + (0.002 * i);
                var verdict = value is null ? MeasurementVerdict.Inconclusive : value < 0.05 ? MeasurementVerdict.Pass : MeasurementVerdict.Fail;
                var measured = new Measurement(analysis, region, host.Run.StartedAt.AddSeconds(i * 30), value, value is null ? "<no> answer" : null, verdict, 1, "result < 0.05", "result >= 0.05");
                await host.Store.Records.TryCreateAsync(RunPartitions.Measurements(Paused), $"{region}-{i:D3}", measured, Cancellation);
            }
        }
    }

    // By keyboard alone: the place of that name that is reached next, and Enter.
    private static async Task PressAsync(IPage page, string name)
    {
        await TabToAsync(page, name);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task TypeAsync(IPage page, string label, string text)
    {
        await TabToAsync(page, label);
        await page.Keyboard.TypeAsync(text);
    }

    private static async Task TabToAsync(IPage page, string name)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("(e => (e.labels?.[0]?.textContent || e.textContent || '').trim())(document.activeElement)") == name)
            {
                Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
                return;
            }
        }

        Assert.Fail($"Nothing that is called '{name}' is reached.");
    }

    private static Task<IPage> SignedInAsync(IBrowserContext context, ReviewHost host, params AccessRole[] roles) => SignedInAsync(context, host, "opa", roles);

    private static async Task<IPage> SignedInAsync(IBrowserContext context, ReviewHost host, string name, params AccessRole[] roles)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Address.ToString());
        await page.GetByLabel("API key").FillAsync(await host.KeyAsync(name, roles));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Overview");
        return page;
    }

    private static List<string> Faults(IPage page)
    {
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                faults.Add(message.Text);
            }
        };
        page.PageError += (_, error) => faults.Add(error);
        return faults;
    }

    // What a page keeps to, with its picture under the test results. The policy of pages lets axe in only because this context sets it aside; other tests run under it.
    private static async Task<IEnumerable<string>> JudgeAsync(IPage page, string axe, string name, Look look, bool narrow)
    {
        var said = new List<string>();
        await page.EvaluateAsync("document.fonts.ready");
        var moved = await page.EvaluateAsync<double>("window.moved");
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        await page.EvaluateAsync(axe);
        var found = await page.EvaluateAsync<JsonElement>(
            "axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }).then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' ' + n.any.concat(n.all).map(c => c.message).join('; ').slice(0, 200)).join(' | ')))");
        said.AddRange(found.EnumerateArray().Select(violation => violation.GetString()!));
        said.AddRange(await page.EvaluateAsync<string[]>(PageRules.Structure));
        if (moved > 0)
        {
            said.Add($"moved by {moved}");
        }

        if (narrow && width > 0)
        {
            said.Add($"{width} pixels lie beside the page");
        }

        await page.ScreenshotAsync(new() { Path = TestPictures.PathOf($"{name}-{look.ToString().ToLowerInvariant()}.png"), FullPage = true });
        return said.Select(text => $"{name} ({look}): {text}");
    }
}
