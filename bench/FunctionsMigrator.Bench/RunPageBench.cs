using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Engine;
using FunctionsMigrator.Engine.Stores;
using FunctionsMigrator.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Bench;

/// <summary>The page of a run with very many targets, over HTTP from the local store: how long the server takes, and how many bytes it sends.</summary>
internal static partial class RunPageBench
{
    private const int Rounds = 50;
    private const int AuditOfTarget = 2;
    private const string Id = "production-20261123-093015-1a2b3c4";
    private static readonly string[] Others = ["", "runs", "environments"];

    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        var table = new Table("targets", "page                ", "bytes", "first ms", "median ms", "p95 ms");
        foreach (var targets in sizes)
        {
            await RunAsync(targets, table);
        }
    }

    private static async Task RunAsync(int targets, Table table)
    {
        var folder = Directory.CreateTempSubdirectory("fm-page-");
        try
        {
            await using var place = await BenchPlace.OpenAsync(folder.FullName, CancellationToken.None);
            await StoreAsync(place.Store, targets);
            var keys = new ApiKeys(place.Store.Records, TimeProvider.System, RandomNumberGenerator.GetBytes);
            await using var app = Serve(place, folder.FullName, keys);
            await app.StartAsync();
            using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { BaseAddress = new Uri(app.Urls.Single()) };
            await SignInAsync(browser, (await keys.CreateAsync("bo", [AccessRole.Operator], null, CancellationToken.None)).Value.Secret);
            foreach (var path in new[] { $"runs/{Id}", $"runs/{Id}?wave=3&page=2", $"runs/{Id}?stands=Failed" }.Concat(Others))
            {
                await MeasureAsync(browser, targets, path, table);
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpClient browser, int targets, string path, Table table)
    {
        var (times, bytes) = (new List<double>(), 0);
        for (var round = 0; round <= Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            bytes = (await browser.GetByteArrayAsync(new Uri(path, UriKind.Relative))).Length;
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        var warm = times.Skip(1).Order().ToList();
        table.Add(
            targets.ToString(CultureInfo.InvariantCulture),
            "/" + path.Replace(Id, "RUN", StringComparison.Ordinal),
            bytes.ToString(CultureInfo.InvariantCulture),
            Amount.Number(times[0]),
            Amount.Number(warm[warm.Count / 2]),
            Amount.Number(warm[(int)(warm.Count * 0.95)]));
    }

    private static WebApplication Serve(BenchPlace place, string folder, ApiKeys keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var migrator = new Migrator(place.Services, new EmbeddedEngine(new InMemoryEventStore(TimeProvider.System), Core.Workflow.WorkflowCatalogue.All, Core.Migration.StepCatalogue.Create(place.Services), TimeProvider.System), folder);
        builder.Services.AddSingleton<IMigrator>(migrator);
        builder.Services.AddSingleton(new ReviewDesk(place.Services, migrator));
        builder.Services.AddMigratorWeb(new WebOptions { Authenticate = keys.VerifyAsync, Recall = keys.RecallAsync, Store = _ => Task.FromResult(Outcome.Of<IStore>(place.Store)) });
        var app = builder.Build();
        app.UseMigratorWeb();
        return app;
    }

    private static async Task SignInAsync(HttpClient browser, string key)
    {
        var form = await browser.GetStringAsync(new Uri("sign-in", UriKind.Relative));
        var fields = Hidden().Matches(form).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);
        fields["key"] = key;
        using var content = new FormUrlEncodedContent(fields);
        (await browser.PostAsync(new Uri("sign-in", UriKind.Relative), content)).EnsureSuccessStatusCode();
    }

    // A canary of ten, half, and the rest; one in a hundred failed, and every target has left two records in the audit.
    private static async Task StoreAsync(LocalStore store, int targets)
    {
        var now = TimeProvider.System.GetUtcNow();
        var audit = new AuditLog(store.Blobs, store.Records, TimeProvider.System);
        var states = new TargetStates(store.Records);
        await new RunStore(store.Records, TimeProvider.System).TryCreateAsync(
            new RunRecord
            {
                Id = Id,
                Environment = "production",
                Commit = new string('a', 40),
                Title = "Prices for the new season",
                Repository = "https://git.example.com/shop.git",
                Version = 1,
                State = RunState.Paused,
                Reason = "too many targets failed",
                StartedBy = "ada",
                StartedAt = now.AddMinutes(-20),
                UpdatedAt = now,
                Since = now,
                Wave = 3,
                Waves = 3,
            },
            CancellationToken.None);
        var entries = new List<AuditEntry> { new(AuditEvents.Received, AuditEvents.Received, now.AddMinutes(-20), "ada") };
        for (var number = 0; number < targets; number++)
        {
            var address = new TargetAddress("production", $"region-{number / 50:D3}", "orders-db", $"tenant-{number:D6}");
            var (wave, failed) = (number < 10 ? 1 : number < targets / 2 ? 2 : 3, number % 100 == 77);
            await states.SetAsync(Id, new TargetState(address, failed ? TargetProgress.Failed : wave < 3 ? TargetProgress.Applied : TargetProgress.Applying, wave, 100, failed ? 40 : 100, failed ? "the server said no" : null), CancellationToken.None);
            for (var record = 0; record < AuditOfTarget; record++)
            {
                entries.Add(new AuditEntry($"{address}-{record}", record == 0 ? AuditEvents.TargetIntent : failed ? AuditEvents.TargetFailed : AuditEvents.TargetApplied, now.AddMinutes(-10), "fm") { Target = address });
            }
        }

        await audit.AppendAsync(Id, entries, CancellationToken.None);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
