using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Audit;

/// <summary>Appends to the chains of runs.</summary>
internal sealed partial class RunChains(IBlobStore blobs)
{
    private const int RememberedRuns = 32;
    private const int LongestKey = 200;
    private const int LongestText = 2_000;
    private const int MostDetails = 20;

    private readonly BlobAuditSource _source = new(blobs);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KnownChain> _known = new(StringComparer.Ordinal);

    /// <summary>Appends what <paramref name="make"/> gives for the next ordinal, unless its key stands already.</summary>
    public async Task<Outcome<StoredAuditRecord>> AppendAsync(string run, Func<int, AuditEntry> make, CancellationToken cancellation)
    {
        var chain = Known(run);
        await chain.Turn.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                if (await CatchUpAsync(run, chain, cancellation) is { } unreadable)
                {
                    return Outcome.Fail<StoredAuditRecord>(unreadable);
                }

                var record = Record(run, chain, make(chain.Count + 1));
                if (chain.Ordinals.TryGetValue(record.Key, out var ordinal))
                {
                    return await AgainAsync(record, ordinal, cancellation);
                }

                if (chain.IsSealed)
                {
                    return AuditCodes.Sealed.Fail<StoredAuditRecord>($"Run {run} is sealed with {chain.Count} records; '{record.Event}' cannot be appended.");
                }

                var bytes = AuditFormat.Write(record);
                if (await blobs.TryCreateAsync(
                    BlobArea.Audit, AuditNames.Of(run, record.Ordinal), (stream, token) => stream.WriteAsync(bytes, token).AsTask(), cancellation))
                {
                    chain.Add(record, Digest.Of(bytes));
                    return Outcome.Of(new StoredAuditRecord(record, Digest.Of(bytes)));
                }

                chain.MayBeBehind = true;
            }
        }
        finally
        {
            chain.Turn.Release();
        }
    }

    // Reads what stands behind the part that is known. What is known stays right: records are never changed.
    private async Task<Finding?> CatchUpAsync(string run, KnownChain chain, CancellationToken cancellation)
    {
        while (chain.MayBeBehind)
        {
            var name = AuditNames.Of(run, chain.Count + 1);
            if (await _source.ReadAsync(name, cancellation) is not { } bytes)
            {
                chain.MayBeBehind = false;
            }
            else if (AuditFormat.Read<AuditRecord>(bytes) is { } record)
            {
                chain.Add(record, Digest.Of(bytes));
            }
            else
            {
                return AuditCodes.Edited.Finding($"{name} is no audit record; nothing can be appended behind it.");
            }
        }

        return null;
    }

    private async Task<Outcome<StoredAuditRecord>> AgainAsync(AuditRecord wanted, int ordinal, CancellationToken cancellation)
    {
        var name = AuditNames.Of(wanted.Run, ordinal);
        if (await _source.ReadAsync(name, cancellation) is not { } bytes || AuditFormat.Read<AuditRecord>(bytes) is not { } stored)
        {
            return AuditCodes.Edited.Fail<StoredAuditRecord>($"{name} was an audit record and is none any more.");
        }

        return stored.Event == wanted.Event && stored.Target == wanted.Target
            ? Outcome.Of(new StoredAuditRecord(stored, Digest.Of(bytes)))
            : throw new ArgumentException($"The key '{wanted.Key}' of run {wanted.Run} stands for '{stored.Event}' already, so it cannot stand for '{wanted.Event}'.");
    }

    private static AuditRecord Record(string run, KnownChain chain, AuditEntry entry)
    {
        if (!AuditEvents.All.Contains(entry.Event))
        {
            throw new ArgumentException($"There is no audit event '{entry.Event}'.");
        }

        if (entry.Key.Length is 0 or > LongestKey)
        {
            throw new ArgumentException($"An audit key has 1 to {LongestKey} characters: '{entry.Key}'.");
        }

        if (entry.Details is { Count: > MostDetails } || entry.Details?.Keys.FirstOrDefault(name => !DetailName().IsMatch(name)) is not null)
        {
            throw new ArgumentException($"'{entry.Event}' has more than {MostDetails} details, or one with a name that is not like 'planDigest'.");
        }

        if (chain.Count >= AuditNames.Longest)
        {
            throw new InvalidOperationException($"Run {run} has {chain.Count} audit records, which is all there can be.");
        }

        return new AuditRecord
        {
            Format = AuditRecord.PresentFormat,
            Run = run,
            Ordinal = chain.Count + 1,
            Key = entry.Key,
            Event = entry.Event,
            At = entry.At.ToUniversalTime(),
            Actor = entry.Actor,
            Commit = entry.Commit,
            Authors = entry.Authors,
            BundleDigest = entry.BundleDigest,
            PlanDigest = entry.PlanDigest,
            PolicyDigest = entry.PolicyDigest,
            Target = entry.Target?.ToString(),
            PreChecksum = entry.PreChecksum,
            PostChecksum = entry.PostChecksum,
            Details = entry.Details?.ToDictionary(pair => pair.Key, pair => Cut(pair.Value), StringComparer.Ordinal),
            Previous = chain.Head,
        };
    }

    // A reason that a person typed must not stop a run, however long it is, and never splits a character.
    private static string Cut(string text) =>
        text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)] + "...";

    [GeneratedRegex("^[a-z][A-Za-z0-9]{0,39}$")]
    private static partial Regex DetailName();

    private KnownChain Known(string run)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(run, out var chain))
            {
                if (_known.Count >= RememberedRuns)
                {
                    _known.Clear();
                }

                _known.Add(run, chain = new KnownChain());
            }

            return chain;
        }
    }

    /// <summary>What is known of the chain of one run: always a beginning of it.</summary>
    private sealed class KnownChain
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public Dictionary<string, int> Ordinals { get; } = new(StringComparer.Ordinal);

        public int Count { get; private set; }

        public Digest? Head { get; private set; }

        public bool IsSealed { get; private set; }

        public bool MayBeBehind { get; set; } = true;

        public void Add(AuditRecord record, Digest digest)
        {
            Count++;
            Head = digest;
            IsSealed |= record.Event == AuditEvents.Sealed;
            Ordinals.TryAdd(record.Key, Count);
        }
    }
}
