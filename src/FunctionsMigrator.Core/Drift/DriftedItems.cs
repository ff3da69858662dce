using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Drift;

/// <summary>
/// The records of drifted items, a partition an environment. Every write is conditional, and a look that began earlier never overwrites what a later one found, so two looks at once
/// end in what the later one saw.
/// </summary>
internal sealed class DriftedItems(IRecordStore records)
{
    /// <summary>Most records of drifts that are not over, of one target.</summary>
    public const int MostOfTarget = 100;

    /// <summary>Most records of drifts that are not over, of one environment. What is more is counted only.</summary>
    public const int MostOfEnvironment = 1_000;

    private const int MostOver = 200;
    private const int Shown = 500;

    /// <summary>All of an environment, by id.</summary>
    public async Task<IReadOnlyList<DriftedItem>> ListAsync(string environment, CancellationToken cancellation)
    {
        var items = new List<DriftedItem>();
        await foreach (var stored in records.ListAsync(RunPartitions.DriftedItems(environment), "", cancellation))
        {
            items.Add(stored.Read<DriftedItem>());
        }

        return items;
    }

    /// <summary>The things of a target's structure about whose drift nobody has decided, with the checksum that was live; null: it was not there.</summary>
    public async Task<IReadOnlyDictionary<string, Digest?>> OpenThingsAsync(TargetAddress address, CancellationToken cancellation) =>
        (await ListAsync(address.Environment, cancellation))
            .Where(item => item is { Status: DriftStatus.Open, IsStructure: true } && item.Address == address).ToDictionary(item => item.Item.Key, item => item.Live, StringComparer.Ordinal);

    /// <summary>An item was found drifted. Answers its record as it stands.</summary>
    public Task<DriftedItem> SeenAsync(string environment, TargetAddress address, Change line, GoodRun good, DateTimeOffset at, CancellationToken cancellation) =>
        records.SetAsync<DriftedItem>(
            RunPartitions.DriftedItems(environment), DriftedItem.IdOf(address, line.Item), before => before is not null && before.LastSeen > at ? before : Seen(before, address, line, good, at), cancellation);

    /// <summary>Changes a record that is there.</summary>
    public async Task<DriftedItem> ChangeAsync(DriftedItem item, Func<DriftedItem, DriftedItem> change, CancellationToken cancellation) =>
        await records.SetAsync<DriftedItem>(RunPartitions.DriftedItems(item.Address.Environment), item.Id, before => change(before ?? item), cancellation);

    /// <summary>Removes the oldest records of drifts that are over, beyond two hundred.</summary>
    public async Task ForgetAsync(string environment, CancellationToken cancellation)
    {
        var over = new List<StoredRecord>();
        await foreach (var stored in records.ListAsync(RunPartitions.DriftedItems(environment), "", cancellation))
        {
            if (stored.Read<DriftedItem>().IsOver)
            {
                over.Add(stored);
            }
        }

        foreach (var old in over.OrderByDescending(stored => stored.Read<DriftedItem>().LastSeen).Skip(MostOver))
        {
            await records.TryDeleteAsync(RunPartitions.DriftedItems(environment), old.Key, old.ETag, cancellation);
        }
    }

    private static DriftedItem Seen(DriftedItem? before, TargetAddress address, Change line, GoodRun good, DateTimeOffset at)
    {
        var now = new DriftedItem
        {
            Id = DriftedItem.IdOf(address, line.Item),
            Address = address,
            Item = line.Item,
            Resource = line.Resource,
            Kind = line.Kind,
            FirstSeen = at,
            LastSeen = at,
            Run = good.Run,
            Commit = good.Commit,
            Expected = line.Post,
            Live = line.Pre,
            Was = Cut(line.After),
            Now = Cut(line.Before),
        };
        if (before is null || before.IsOver)
        {
            return now;
        }

        var moved = before.Live != now.Live;
        return now with
        {
            FirstSeen = before.FirstSeen,
            Moves = before.Moves + (moved ? 1 : 0),
            Origin = moved ? null : before.Origin,
            Decision = before.Decision,
            SelfHeal = moved ? null : before.SelfHeal,

            // What was accepted and is not any more is told as if it had begun.
            Told = before.Told && !moved && before.Status is DriftStatus.Open,
        };
    }

    private static ValuePreview? Cut(ValuePreview? value) => value?.Text is { Length: > Shown } text ? value with { Text = text[..Shown], Truncated = true } : value;
}
