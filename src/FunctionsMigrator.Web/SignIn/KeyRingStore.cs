using System.Xml.Linq;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>
/// The keys that protect cookies and forms, as records of the store, created once and never changed. The framework asks without a task, once a day and when a key is new, so
/// these few calls wait for the store.
/// </summary>
internal sealed class KeyRingStore(WebOptions options) : IXmlRepository
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly List<XElement> _memory = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        if (options.Store is null)
        {
            lock (_lock)
            {
                return [.. _memory.Select(element => new XElement(element))];
            }
        }

        return Wait(async (store, cancellation) =>
        {
            var elements = new List<XElement>();
            await foreach (var stored in store.Records.ListAsync(RunPartitions.KeyRing, "", cancellation))
            {
                elements.Add(XElement.Parse(stored.Read<Entry>().Xml));
            }

            return elements;
        });
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        if (options.Store is null)
        {
            lock (_lock)
            {
                _memory.Add(new XElement(element));
            }

            return;
        }

        var entry = new Entry(element.ToString(SaveOptions.DisableFormatting));
        Wait(async (store, cancellation) => await store.Records.TryCreateAsync(RunPartitions.KeyRing, friendlyName, entry, cancellation));
    }

    /// <summary>The store's keys, from which the ring is wrapped; null: nothing is stored.</summary>
    public StoreKeys? Keys() => options.Store is null ? null : Wait((store, _) => Task.FromResult(store.Keys));

    private T Wait<T>(Func<IStore, CancellationToken, Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(Longest);
        return Task.Run(
            async () =>
            {
                var opened = await options.Store!(limit.Token);
                return opened.TryGet(out var store) ? await ask(store, limit.Token) : throw new StoreException(opened.Findings.First(finding => finding.Severity is Severity.Error));
            },
            limit.Token).GetAwaiter().GetResult();
    }

    private sealed record Entry(string Xml);
}
