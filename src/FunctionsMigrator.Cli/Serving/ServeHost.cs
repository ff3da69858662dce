using FunctionsMigrator.Adapters;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsMigrator.Cli.Serving;

/// <summary>The local host: the HTTP API over one store, the engine that drives its runs, and the sweep that starts what nobody started.</summary>
internal sealed class ServeHost(LocalHost host, ServeOptions options, TimeProvider time)
{
    private readonly SweepRequest _sweep = new(host.Parts.Folder.Path) { TakesDeliveries = options.Host.Webhooks.Any, WatchBranches = options.Host.Webhooks.Any };
    private readonly CommittedMetadata _metadata = new(host.Services.Git, host.Services.Metadata);
    private readonly ILogger _log = host.Logs?.CreateLogger(TelemetryNames.Source) ?? NullLogger.Instance;

    /// <summary>Runs until it is cancelled; <paramref name="listening"/> is told the address once it answers there.</summary>
    public async Task RunAsync(Action<string> listening, CancellationToken cancellation)
    {
        await using var app = Compose();
        await app.StartAsync(cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _log.Listening(address, host.Parts.Folder.Path);
        listening(address);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var work = new[] { host.Engine.RunAsync(stop.Token), SweepAsync(stop.Token), new NoticeLoop(host, options.Host, address, time).RunAsync(stop.Token), Drift().RunAsync(stop.Token) };
        try
        {
            // Whichever ends first ends the others: a server whose engine stands still would accept runs and never drive them.
            await await Task.WhenAny(work);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(work.Select(EndedAsync));
            await app.StopAsync(CancellationToken.None);
            if (cancellation.IsCancellationRequested)
            {
                // Stopped on purpose: nobody needs to be told.
                await new HostBeats(host.Services.Store.Records, time).EndAsync(CancellationToken.None);
            }

            _log.Stopped(address);
        }
    }

    /// <summary>The server, not started: pages and API over the store, without the engine and the sweep.</summary>
    public WebApplication Compose()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Listen.GetLeftPart(UriPartial.Authority));
        builder.Logging.ClearProviders();
        if (host.Logs is { } logs)
        {
            builder.Services.AddSingleton(logs);
        }

        builder.Services.AddSingleton(host.Migrator);
        builder.Services.AddSingleton(new ReviewDesk(host.Services, host.Migrator));
        builder.Services.AddSingleton<IDriftCapture>(new ServedCapture(host, PeopleAsync, time));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<ICheckDesk>(new CheckDesk(host.Services, host.Engine));
        builder.Services.AddSingleton<IDeliveryDesk>(
            new DeliveryDesk(host.Services, host.Engine, _sweep, _metadata, options.Host.Webhooks.RepositoryOf(host.Parts.Folder.Path)));
        var web = new WebOptions { Authenticate = host.Keys.VerifyAsync };
        builder.Services.AddMigratorWeb(web with
        {
            Recall = host.Keys.RecallAsync,
            Store = _ => Task.FromResult(Outcome.Of(host.Services.Store)),
            PublicAddress = options.Host.PublicAddress,
            Entra = options.Host.Entra,
            Secret = (name, cancellation) => host.Parts.Secrets.GetAsync(null, name, cancellation),
            People = PeopleAsync,
            AllowedHosts = [.. web.AllowedHosts, .. options.Hosts, .. PublicHost()],
            LastSweep = cancellation => Sweeper.LastAsync(host.Services, cancellation),
            Stopped = cancellation => new HostBeats(host.Services.Store.Records, time).StoppedAsync(cancellation),
            Webhooks = AdapterCatalogue.WebhookProviders,
            LargestDelivery = options.Host.Webhooks.LargestBody,
            WebhookSecrets = new WebhookSecrets(options.Host.Webhooks, (name, cancellation) => host.Parts.Secrets.GetAsync(null, name, cancellation)).GetAsync,
        });
        var app = builder.Build();
        app.UseMigratorWeb();
        return app;
    }

    private async Task<PeopleDocument?> PeopleAsync(CancellationToken cancellation) =>
        (await _metadata.ReadAsync(host.Parts.Folder.Path, "HEAD", cancellation)).TryGet(out var metadata) ? metadata.People : null;

    private IEnumerable<string> PublicHost() => options.Host.PublicAddress is { } address ? [address.Host] : [];

    private async Task SweepAsync(CancellationToken cancellation)
    {
        var sweeper = new Sweeper(host.Services, host.Engine, _metadata);
        using var timer = new PeriodicTimer(options.SweepEvery, time);
        do
        {
            try
            {
                await sweeper.SweepAsync(_sweep, cancellation);
            }
            catch (StoreException)
            {
                // It is logged; the next sweep tries again.
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private DriftLoop Drift() =>
        new(new DriftSweep(host.Services, host.Engine).SweepAsync, new HostBeats(host.Services.Store.Records, time), options.DriftEvery, _log, time);

    private static async Task EndedAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // Asked to.
        }
    }
}
