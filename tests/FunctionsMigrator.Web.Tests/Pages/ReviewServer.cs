using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Web.Pages.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Web.Tests.Pages;

/// <summary>The real server over a real run that waits for a release manager and a dba; <c>bo</c> and <c>kim</c> are both, <c>ada</c> wrote it.</summary>
internal sealed partial class ReviewServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ApiKeys _keys;

    private ReviewServer(WebApplication app, Scenario world, ApiKeys keys, RunRecord run) => (_app, World, _keys, Run) = (app, world, keys, run);

    public Scenario World { get; }

    public RunRecord Run { get; }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Everything that it answers to.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public RunPulses Pulses => _app.Services.GetRequiredService<RunPulses>();

    public ReviewLinks Links => new(World.Store.Records, RandomNumberGenerator.GetBytes);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReviewServer> StartAsync(string message = "One-page checkout", IReadOnlyDictionary<string, string>? files = null, IDriftCapture? capture = null)
    {
        var world = Scenario.Begin(SmallRepository.Files)
            .Write("policies/production.yaml", SmallRepository.Policy("""
                approvals: { low: [ { role: release-manager }, { role: dba } ], medium: [ { role: release-manager }, { role: dba } ], high: [ { role: release-manager }, { role: dba } ], excludeAuthors: plan }
                windows: [ { allow: "Mon-Fri 00:00-24:00", zone: Europe/Berlin } ]
                """))
            .Write("people.yaml", """
                kind: People
                name: people
                people:
                  ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
                  bo: { git: [bo@example.com], key: bo, roles: [release-manager, dba] }
                  kim: { git: [kim@example.com], key: kim, roles: [release-manager, dba] }
                """)
            .Write("changes/checkout.yaml", """
                kind: Change
                name: checkout-note
                title: One-page checkout
                author: ada
                ticket: CHG0012345
                reason: Fewer lost baskets
                covers: [checkout, colours]
                """)
            .Write(files ?? new Dictionary<string, string>());
        world.Commit(message);
        var run = await world.RunAsync("production");
        Assert.Equal(RunState.AwaitingApproval, run.State);
        var keys = new ApiKeys(world.Store.Records, world.Time, RandomNumberGenerator.GetBytes);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMigrator>(world.Migrator);
        builder.Services.AddSingleton(new ReviewDesk(world.Services, world.Migrator));
        builder.Services.AddSingleton<TimeProvider>(world.Time);
        if (capture is not null)
        {
            builder.Services.AddSingleton(capture);
        }

        builder.Services.AddMigratorWeb(new WebOptions { Authenticate = keys.VerifyAsync, Recall = keys.RecallAsync, Store = _ => Task.FromResult(Outcome.Of(world.Store)) });
        var app = builder.Build();
        app.UseMigratorWeb();
        await app.StartAsync(Cancellation);
        return new ReviewServer(app, world, keys, run);
    }

    /// <summary>A browser of somebody who signed in.</summary>
    public async Task<Browser> SignedInAsync(string name, params AccessRole[] roles)
    {
        var key = (await _keys.CreateAsync(name, roles.Length == 0 ? [AccessRole.Approver] : roles, null, Cancellation)).Value.Secret;
        var browser = new Browser(Address);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SignInAsync(key)).StatusCode);
        return browser;
    }

    /// <summary>A link that is good for an hour.</summary>
    public Task<string> LinkAsync(string? person) => Links.CreateAsync(new ReviewLink(Run.Id, Run.Plan!.Digest, person, World.Time.GetUtcNow().AddHours(1)), Cancellation);

    /// <summary>The fields of the form of a page that asks for this.</summary>
    public static async Task<Dictionary<string, string>> FormAsync(HttpResponseMessage page, string kind)
    {
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        var form = Forms().Matches(html).Select(match => match.Value).Single(text => text.Contains($"name=\"kind\" value=\"{kind}\"", StringComparison.Ordinal));
        return Hidden().Matches(form).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);
    }

    /// <summary>The fields of the form of a run's page that asks for this.</summary>
    public static async Task<Dictionary<string, string>> ActionAsync(HttpResponseMessage page, string action)
    {
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        var form = Forms().Matches(html).Select(match => match.Value).Single(text => text.Contains($"name=\"action\" value=\"{action}\"", StringComparison.Ordinal));
        return Hidden().Matches(form).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);
    }

    /// <summary>The fields of the first form of a page that posts there.</summary>
    public static async Task<Dictionary<string, string>> FormToAsync(HttpResponseMessage page, string path)
    {
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        var form = Forms().Matches(html).Select(match => match.Value).First(text => text.Contains($"action=\"{path}\"", StringComparison.Ordinal));
        return Hidden().Matches(form).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);
    }

    /// <summary>Both approve, and the run goes to its end.</summary>
    public async Task ApproveAsync()
    {
        await World.ApproveAsync(Run.Id, "bo");
        Assert.Equal(RunState.Completed, (await World.ApproveAsync(Run.Id, "kim")).State);
    }

    /// <summary>Stores one more run, like the one that waits.</summary>
    public async Task<string> AddRunAsync(string id, Func<RunRecord, RunRecord> change)
    {
        Assert.True(await new RunStore(World.Store.Records, World.Time).TryCreateAsync(change(Run with { Id = id, Plan = null, Findings = null, StillNeeded = [], Until = null }), Cancellation));
        return id;
    }

    /// <summary>Stores targets of a run: databases of that many regions.</summary>
    public async Task AddTargetsAsync(string run, int count, Func<int, (int Wave, TargetProgress Progress)> stands, string? message = null)
    {
        var states = new TargetStates(World.Store.Records);
        for (var place = 0; place < count; place++)
        {
            var (wave, progress) = stands(place);
            await states.SetAsync(run, new TargetState(new TargetAddress("production", $"r{place:D4}", "db"), progress, wave, 10, progress is TargetProgress.Applied ? 10 : 4, progress is TargetProgress.Failed ? message ?? "the server said no" : null), Cancellation);
        }
    }

    public Task<HttpResponseMessage> DecideAsync(Browser browser, IEnumerable<KeyValuePair<string, string>> fields) => browser.PostAsync($"/runs/{Run.Id}/decisions", fields);

    /// <summary>What was asked of the run.</summary>
    public async Task<IReadOnlyList<RunCommand>> CommandsAsync() => (await World.Migrator.GetAsync(Run.Id, Cancellation)).Value.Commands;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await World.DisposeAsync();
    }

    [GeneratedRegex("<form method=\"post\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
