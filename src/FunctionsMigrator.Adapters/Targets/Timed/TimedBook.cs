using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Timed;

/// <summary>What stands in the bookkeeping resource.</summary>
/// <param name="Format">1.</param>
/// <param name="Store">The owning store.</param>
/// <param name="Claim">The highest claim.</param>
/// <param name="Run">The run that holds it.</param>
/// <param name="Mark">Different after every write of this resource, so that a writer knows its own.</param>
/// <param name="Writing">Whether the holder is in the middle of a batch: a claimant waits until it is not, or until this resource stood still for <paramref name="LeaseSeconds"/>.</param>
/// <param name="LeaseSeconds">How long the holder may stand still before it has lost the right to write.</param>
/// <param name="Receipts">The latest receipts of this run and the one before.</param>
internal sealed record TimedBook(
    int Format, string Store, long Claim, string Run, string Mark, bool Writing, double LeaseSeconds, IReadOnlyList<TimedBook.Receipt> Receipts)
{
    public const int Known = 1;

    /// <summary>More than one batch. What is dropped is told by the journal of the run, or found again by its checksum.</summary>
    private const int MostReceipts = 600;

    public TargetMarker Marker => new(Store, Claim, Run);

    public static string NewMark() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The receipt of a write, when it is still kept.</summary>
    public WriteResult? Find(string run, ItemWrite write)
    {
        var name = NameOf(write);
        return Receipts.LastOrDefault(receipt => receipt.Run == run && receipt.Name == name) is { } found
            ? new WriteResult(write.ChangeId, found.Status, found.Status is WriteStatus.Applied ? write.Pre : write.Post, found.Fence, found.At)
            : null;
    }

    public TimedBook With(string run, IEnumerable<(ItemWrite Write, WriteResult Result)> written)
    {
        var all = Receipts.Concat(written.Select(pair => new Receipt(run, NameOf(pair.Write), pair.Result.Status, pair.Result.Fence, pair.Result.At))).ToList();
        return this with { Receipts = [.. all.Skip(all.Count - MostReceipts)] };
    }

    private static string NameOf(ItemWrite write) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{write.Pre?.Hex}/{write.Post?.Hex}/{write.ChangeId}")).AsSpan(0, 16));

    /// <summary>That a change was made, or found made. What was there before it follows from the status.</summary>
    internal sealed record Receipt(string Run, string Name, WriteStatus Status, long Fence, DateTimeOffset At);
}
