using FunctionsMigrator.Adapters;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Cli.Serving;

/// <summary>Sends what people are to be told while <c>fm serve</c> runs, seconds after it was stored.</summary>
internal sealed class NoticeLoop
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // Said less often than it is: nobody needs to know within seconds.
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    private readonly HostBeats _beats;
    private readonly NoticeDelivery _delivery;
    private readonly TimeProvider _time;

    /// <param name="host">The store and its secrets.</param>
    /// <param name="told">The settings.</param>
    /// <param name="address">The address that is listened on: links begin with it where no other was set.</param>
    /// <param name="time">The clock.</param>
    public NoticeLoop(LocalHost host, HostOptions told, string address, TimeProvider time)
    {
        Task<Outcome<string>> Secret(string name, CancellationToken cancellation) => host.Parts.Secrets.GetAsync(null, name, cancellation);
        (_time, _beats) = (time, new HostBeats(host.Services.Store.Records, time));
        _delivery = new NoticeDelivery(
            host.Services,
            AdapterCatalogue.Notifiers(told.Notices, Secret, time),
            new DeliveryOptions { PublicAddress = told.PublicAddress ?? new Uri(address), Secret = Secret });
    }

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var said = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(Every, _time);
        do
        {
            try
            {
                if (_time.GetUtcNow() - said >= Beat)
                {
                    await _beats.BeatAsync(HostBeats.Notices, Beat, cancellation);
                    said = _time.GetUtcNow();
                }

                await _delivery.DeliverAsync(cancellation);
            }
            catch (StoreException)
            {
                // The sweep tells of the store; the next pass tries again.
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }
}
