using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>
/// The claim as one key-value, <c>fm/claim/LABEL</c>. The receipts would not fit into it: they stand in key-values named by the hash of what they hold, written before the claim
/// that names them and deleted after the one that does not. All have the label <see cref="AppConfigurationPlace.OwnLabel"/>.
/// </summary>
internal sealed class KeyValueBookkeeping(KeyValueService service, AppConfigurationPlace place) : ITimedBookkeeping
{
    private const int ReceiptsAtOnce = 100;
    private const string ContentType = "application/json";

    private readonly Dictionary<string, IReadOnlyList<TimedBook.Receipt>> _chunks = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _named = [];

    public TargetAddress Address => place.Address;

    public TimeSpan Timeout => place.Timeout;

    private string ClaimKey => ClaimOf(place);

    /// <summary>The key of a place's claim.</summary>
    public static string ClaimOf(AppConfigurationPlace place) => $"fm/claim/{place.LabelName}";

    /// <summary>What the keys of a place's receipts begin with.</summary>
    public static string ReceiptsOf(AppConfigurationPlace place) => $"fm/receipts/{place.LabelName}/";

    public async Task<(TimedBook Book, string Version)?> ReadAsync(CancellationToken cancellation)
    {
        if (await service.FindAsync(ClaimKey, AppConfigurationPlace.OwnLabel, cancellation) is not { } found)
        {
            return null;
        }

        var page = Parse<Page>(found);
        if (page.Format > TimedBook.Known)
        {
            throw Failed(TargetCodes.Newer.Finding($"The key-value '{ClaimKey}' has format {page.Format}; this program knows {TimedBook.Known}."));
        }

        await LoadAsync(page.Receipts, cancellation);
        _named = page.Receipts;
        var receipts = page.Receipts.SelectMany(name => _chunks.GetValueOrDefault(name) ?? []).ToList();
        return (new TimedBook(page.Format, page.Store, page.Claim, page.Run, page.Mark, page.Writing, page.LeaseSeconds, receipts), found.ETag);
    }

    public async Task<string?> TryWriteAsync(TimedBook book, string? version, CancellationToken cancellation)
    {
        var names = new List<string>();
        foreach (var receipts in book.Receipts.Chunk(ReceiptsAtOnce))
        {
            names.Add(await KeepAsync(receipts, cancellation));
        }

        var page = new Page(book.Format, book.Store, book.Claim, book.Run, book.Mark, book.Writing, book.LeaseSeconds, names);
        var answer = await service.PutAsync(Own(ClaimKey, page), AppConfigurationPlace.OwnLabel, version, null, cancellation: cancellation);
        if (answer.Outcome is KeyValueOutcome.Refused or KeyValueOutcome.Unanswered)
        {
            throw Failed(answer.Problem!);
        }

        if (answer.Outcome is KeyValueOutcome.ConditionFailed)
        {
            // The store may have taken the request twice and answered for the second one.
            return await ReadAsync(cancellation) is { } there && there.Book.Mark == book.Mark ? there.Version : null;
        }

        foreach (var old in _named.Except(names).ToList())
        {
            // One that stays is swept up by a later claim.
            _ = await service.DeleteAsync(ReceiptsOf(place) + old, AppConfigurationPlace.OwnLabel, "*", null, cancellation);
            _chunks.Remove(old);
        }

        _named = names;
        return answer.Now!.ETag;
    }

    /// <summary>Deletes receipts that no claim names any more and that are older than a day: a writer that died left them.</summary>
    public async Task SweepAsync(DateTimeOffset oldest, CancellationToken cancellation)
    {
        await foreach (var found in service.ListAsync(ReceiptsOf(place) + "*", AppConfigurationPlace.OwnLabel, "key,last_modified", cancellation))
        {
            if (found.LastModified < oldest && !_named.Contains(found.Key[ReceiptsOf(place).Length..]))
            {
                _ = await service.DeleteAsync(found.Key, AppConfigurationPlace.OwnLabel, "*", null, cancellation);
            }
        }
    }

    private async Task LoadAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var unknown = names.Where(name => !_chunks.ContainsKey(name)).ToList();
        foreach (var chunk in await service.FindManyAsync([.. unknown.Select(name => ReceiptsOf(place) + name)], AppConfigurationPlace.OwnLabel, cancellation))
        {
            // Receipts that are gone are told by the journal of the run, or found again by their checksum.
            if (chunk is not null)
            {
                var lines = Parse<Lines>(chunk);
                _chunks[chunk.Key[ReceiptsOf(place).Length..]] = [.. lines.Receipts.Select(line => Parse(chunk, lines.Runs, line))];
            }
        }
    }

    private async Task<string> KeepAsync(TimedBook.Receipt[] receipts, CancellationToken cancellation)
    {
        var runs = receipts.Select(receipt => receipt.Run).Distinct().ToList();
        var lines = new Lines(runs, [.. receipts.Select(receipt => string.Create(
            CultureInfo.InvariantCulture, $"{runs.IndexOf(receipt.Run)} {(int)receipt.Status} {receipt.Fence} {receipt.At.UtcTicks} {receipt.Name}"))]);
        var name = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(lines, FmJson.Line)).Hex[..32];
        if (!_chunks.ContainsKey(name))
        {
            var answer = await service.PutAsync(Own(ReceiptsOf(place) + name, lines), AppConfigurationPlace.OwnLabel, "*", null, cancellation: cancellation);
            if (answer.Outcome is not KeyValueOutcome.Done)
            {
                throw Failed(answer.Problem ?? TargetCodes.Refused.Finding($"{service.Place} does not keep receipts."));
            }

            _chunks[name] = receipts;
        }

        return name;
    }

    private static KeyValue Own<T>(string key, T content) => new(key, JsonSerializer.Serialize(content, FmJson.Line), ContentType, KeyValue.NoTags);

    private T Parse<T>(KeyValue found)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(found.Value ?? "", FmJson.Line) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new TargetException(Damaged(found), exception);
        }
    }

    private TimedBook.Receipt Parse(KeyValue chunk, IReadOnlyList<string> runs, string line)
    {
        try
        {
            var parts = line.Split(' ');
            return new TimedBook.Receipt(
                runs[int.Parse(parts[0], CultureInfo.InvariantCulture)],
                parts[4],
                (WriteStatus)int.Parse(parts[1], CultureInfo.InvariantCulture),
                long.Parse(parts[2], CultureInfo.InvariantCulture),
                new DateTimeOffset(long.Parse(parts[3], CultureInfo.InvariantCulture), TimeSpan.Zero));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new TargetException(Damaged(chunk), exception);
        }
    }

    private Core.Findings.Finding Damaged(KeyValue found) => TargetCodes.Damaged.Finding(
        $"The key-value '{found.Key}' with label {AppConfigurationPlace.OwnLabel} holds something else than the product wrote.", target: place.Address.ToString());

    private TargetException Failed(Core.Findings.Finding finding) => new(finding with { Target = place.Address.ToString() });

    /// <summary>What stands in the key-value of the claim.</summary>
    private sealed record Page(int Format, string Store, long Claim, string Run, string Mark, bool Writing, double LeaseSeconds, IReadOnlyList<string> Receipts);

    /// <summary>Some receipts.</summary>
    /// <param name="Runs">The runs that wrote them.</param>
    /// <param name="Receipts">Each as number of its run, status, fence, ticks of UTC and name.</param>
    private sealed record Lines(IReadOnlyList<string> Runs, IReadOnlyList<string> Receipts);
}
